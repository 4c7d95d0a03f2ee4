package dev.penstock.discovery.port;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Condition;

/**
 * Is what is known of the data planes of Gateways.
 *
 * @param refusals the condition {@code Accepted} of each GatewayClass and Gateway whose
 * parameters can't be used
 * @param gateways the state of each Gateway's data plane
 */
public record DataPlaneReport(SortedMap<ResourceKey, Condition> refusals,
		SortedMap<ResourceKey, DataPlaneState> gateways) {

	/** Knows nothing. */
	public static final DataPlaneReport EMPTY = new DataPlaneReport(new TreeMap<>(), new TreeMap<>());

	public DataPlaneReport {
		refusals = Collections.unmodifiableSortedMap(new TreeMap<>(refusals));
		gateways = Collections.unmodifiableSortedMap(new TreeMap<>(gateways));
	}

}
