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
 * @param filters knows the filters that GatewayFilters may name
 */
public record TranslationSettings(String controllerName, SortedSet<String> impliedClasses, FilterCatalogue filters) {

	/** The controller name of Penstock. */
	public static final String CONTROLLER_NAME = "penstock.dev/gateway-controller";

	public TranslationSettings {
		impliedClasses = Collections.unmodifiableSortedSet(new TreeSet<>(impliedClasses));
	}

	/**
	 * Creates settings that take every filter.
	 * @param controllerName the controller name that GatewayClasses carry if they are
	 * ours
	 * @param impliedClasses names of GatewayClasses that are served without an object
	 */
	public TranslationSettings(String controllerName, SortedSet<String> impliedClasses) {
		this(controllerName, impliedClasses, FilterCatalogue.ANY);
	}

	/**
	 * Returns these settings with a catalogue.
	 * @param catalogue knows the filters that GatewayFilters may name
	 * @return settings that differ in that
	 */
	public TranslationSettings withFilters(FilterCatalogue catalogue) {
		return new TranslationSettings(this.controllerName, this.impliedClasses, catalogue);
	}

}
