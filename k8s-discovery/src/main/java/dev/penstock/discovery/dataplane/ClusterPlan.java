package dev.penstock.discovery.dataplane;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Condition;

/**
 * Is what is to become of all data planes.
 *
 * @param gateways the plan of each Gateway of ours; what belongs to any other is to go
 * @param refusals the condition {@code Accepted} of the classes and Gateways whose
 * parameters can't be used
 */
record ClusterPlan(SortedMap<ResourceKey, GatewayPlan> gateways, SortedMap<ResourceKey, Condition> refusals) {

	ClusterPlan {
		gateways = Collections.unmodifiableSortedMap(new TreeMap<>(gateways));
		refusals = Collections.unmodifiableSortedMap(new TreeMap<>(refusals));
	}

}
