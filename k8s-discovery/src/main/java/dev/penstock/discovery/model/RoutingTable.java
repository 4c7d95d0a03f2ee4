package dev.penstock.discovery.model;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.Collections;

/**
 * Holds all that the data plane serves at one generation.
 *
 * @param generation the generation of the snapshot that this was translated from
 * @param listeners what to bind and which routes are attached where, in the order of
 * their key
 * @param routes every accepted rule of every attached route, in order of precedence when
 * all else is equal (see {@link RouteRule})
 * @param pools the inference pools that the rules refer to
 * @param services the Service ports that the rules and pools refer to
 */
public record RoutingTable(long generation, List<ListenerEntry> listeners, List<RouteRule> routes,
		SortedMap<ResourceKey, PoolEntry> pools, SortedMap<ServicePortKey, ServiceEntry> services) {

	/** Serves nothing: the table before the first translation. */
	public static final RoutingTable EMPTY = new RoutingTable(0, List.of(), List.of(), new TreeMap<>(),
			new TreeMap<>());

	public RoutingTable {
		listeners = List.copyOf(listeners);
		routes = List.copyOf(routes);
		pools = Collections.unmodifiableSortedMap(new TreeMap<>(pools));
		services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
	}

	/**
	 * Tells whether another table differs in endpoints at most, so that no route needs a
	 * refresh.
	 * @param other the table to compare with
	 * @return whether listeners and routes are equal
	 */
	public boolean sameRoutes(RoutingTable other) {
		return this.listeners.equals(other.listeners) && this.routes.equals(other.routes);
	}

}
