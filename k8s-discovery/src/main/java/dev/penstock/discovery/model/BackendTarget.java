package dev.penstock.discovery.model;

/** Is where a request goes: a pool, a Service, or nowhere. */
public sealed interface BackendTarget {

	/**
	 * Is an InferencePool, whose picker chooses the endpoint.
	 *
	 * @param pool the key of a pool in {@link RoutingTable#pools()}
	 */
	record Pool(ResourceKey pool) implements BackendTarget {
	}

	/**
	 * Is a Service's port.
	 *
	 * @param service the key of an entry in {@link RoutingTable#services()}
	 */
	record Service(ServicePortKey service) implements BackendTarget {
	}

	/**
	 * Is a reference that leads nowhere: its share of requests is answered with 500
	 * (Gateway API, {@code HTTPRouteRule.backendRefs}).
	 *
	 * @param reference the object that was referred to, for messages
	 * @param reason the condition reason, such as {@code BackendNotFound}
	 * @param message what is wrong with it
	 */
	record Unresolved(ResourceKey reference, String reason, String message) implements BackendTarget {
	}

}
