package dev.penstock.discovery.translate;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Is what translation depends on besides the snapshot.
 *
 * @param controllerName the controller name that GatewayClasses carry if they are ours
 * @param impliedClasses names of GatewayClasses that are served whether or not there is
 * such an object, and whatever controller it names; empty on a cluster
 * @param dataPlanes whether Gateways share a data plane
 * @param inferencePools whether InferencePools can be backends
 * @param filters knows the filters that GatewayFilters may name
 */
public record TranslationSettings(String controllerName, SortedSet<String> impliedClasses, DataPlanes dataPlanes,
		InferencePools inferencePools, FilterCatalogue filters) {

	/** The controller name of Penstock. */
	public static final String CONTROLLER_NAME = "penstock.dev/gateway-controller";

	public TranslationSettings {
		impliedClasses = Collections.unmodifiableSortedSet(new TreeSet<>(impliedClasses));
	}

	/**
	 * Creates the settings of a process that is the data plane of all Gateways and takes
	 * every filter.
	 * @param controllerName the controller name that GatewayClasses carry if they are
	 * ours
	 * @param impliedClasses names of GatewayClasses that are served without an object
	 */
	public TranslationSettings(String controllerName, SortedSet<String> impliedClasses) {
		this(controllerName, impliedClasses, DataPlanes.SHARED, InferencePools.SERVED, FilterCatalogue.ANY);
	}

	/**
	 * Creates the settings of a cluster, where each Gateway has a data plane of its own.
	 * @param inferencePools whether InferencePools can be backends
	 * @return the settings, which take every filter
	 */
	public static TranslationSettings onCluster(InferencePools inferencePools) {
		return new TranslationSettings(CONTROLLER_NAME, new TreeSet<>(), DataPlanes.PER_GATEWAY, inferencePools,
				FilterCatalogue.ANY);
	}

	/**
	 * Returns these settings with a catalogue.
	 * @param catalogue knows the filters that GatewayFilters may name
	 * @return settings that differ in that
	 */
	public TranslationSettings withFilters(FilterCatalogue catalogue) {
		return new TranslationSettings(this.controllerName, this.impliedClasses, this.dataPlanes, this.inferencePools,
				catalogue);
	}

	/** Is whether Gateways share a data plane. */
	public enum DataPlanes {

		/**
		 * They do: they share its sockets, and {@code spec.addresses} are addresses of
		 * this machine.
		 */
		SHARED,

		/**
		 * Each has its own, behind a Service: their ports are in nobody's way, the data
		 * plane binds those of {@link dev.penstock.discovery.model.BindPorts}, and
		 * {@code spec.addresses} are the Service's.
		 */
		PER_GATEWAY

	}

	/** Is whether InferencePools can be backends. */
	public enum InferencePools {

		/** They can. */
		SERVED,

		/** They can't, as an operator has said. */
		OFF

	}

}
