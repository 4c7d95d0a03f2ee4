package dev.penstock.app.health;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import dev.penstock.filters.observe.RecentPick;
import org.jspecify.annotations.Nullable;

/**
 * Is what the {@code penstock} endpoint shows.
 *
 * @param generation the generation of the table that is served; null before the first
 * @param ageSeconds for how long it has been served
 * @param requestsInFlight how many requests are being served
 * @param sockets the sockets that are bound
 * @param listeners the listeners of the table
 * @param routes the rules of the table with where they lead
 * @param pools the pools of the table
 * @param services the Service ports of the table
 * @param statuses the conditions of each object
 * @param recentPicks the last requests that a picker was asked about, newest first
 * @param problems everything wrong with manifests and objects
 */
public record TableDescription(@Nullable Long generation, long ageSeconds, int requestsInFlight, List<String> sockets,
		List<Listener> listeners, SortedMap<String, List<String>> routes, List<Pool> pools, List<Service> services,
		SortedMap<String, Map<String, String>> statuses, List<RecentPick> recentPicks, List<String> problems) {

	/**
	 * Is a listener.
	 *
	 * @param name {@code namespace/gateway/listener}
	 * @param port the port
	 * @param protocol the protocol
	 * @param hostname the host name; null for every host
	 */
	public record Listener(String name, int port, String protocol, @Nullable String hostname) {
	}

	/**
	 * Is a pool.
	 *
	 * @param name {@code namespace/name}
	 * @param protocol what its endpoints speak
	 * @param picker who picks
	 * @param endpoints its endpoints
	 */
	public record Pool(String name, String protocol, Picker picker, List<Endpoint> endpoints) {
	}

	/**
	 * Is who picks for a pool.
	 *
	 * @param kind {@code built-in}, {@code ext_proc} or {@code unusable}
	 * @param service the Service and port of the picker; null where there is none
	 * @param transport how it is spoken to; null where there is none
	 * @param failurePolicy what happens when it fails; null where it can't
	 * @param replicas its ready replicas with the state of their connections
	 * @param message what is wrong with it; null if nothing is
	 */
	public record Picker(String kind, @Nullable String service, @Nullable String transport,
			@Nullable String failurePolicy, List<Replica> replicas, @Nullable String message) {
	}

	/**
	 * Is a replica of an endpoint picker.
	 *
	 * @param address {@code address:port}
	 * @param state {@code READY}, {@code CONNECTING} or {@code FAILED}
	 * @param connections how many connections there are
	 * @param streams how many requests are asking it or showing it a response
	 */
	public record Replica(String address, String state, int connections, int streams) {
	}

	/**
	 * Is a Service port.
	 *
	 * @param name {@code namespace/name:port}
	 * @param protocol what its endpoints speak
	 * @param endpoints its endpoints
	 */
	public record Service(String name, String protocol, List<Endpoint> endpoints) {
	}

	/**
	 * Is an endpoint.
	 *
	 * @param address {@code address:port}
	 * @param target the name of the pod, or the address where it is not known
	 * @param state {@code ready}
	 * @param requestsInFlight how many requests it is serving for this gateway
	 */
	public record Endpoint(String address, String target, String state, int requestsInFlight) {
	}

}
