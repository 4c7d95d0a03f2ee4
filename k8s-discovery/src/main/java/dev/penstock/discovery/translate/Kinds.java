package dev.penstock.discovery.translate;

import dev.penstock.discovery.model.ResourceKey;

/** Names the groups and kinds that objects refer to each other by. */
final class Kinds {

	/** The group of Gateways and routes. */
	static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

	/** The group of InferencePools since they are stable. */
	static final String INFERENCE_GROUP = "inference.networking.k8s.io";

	/** The group of our own kinds. */
	static final String PENSTOCK_GROUP = "penstock.dev";

	/** The group of core objects. */
	static final String CORE_GROUP = "";

	static final String GATEWAY_CLASS = "GatewayClass";

	static final String GATEWAY = "Gateway";

	static final String LISTENER_SET = "ListenerSet";

	static final String HTTP_ROUTE = "HTTPRoute";

	static final String GRPC_ROUTE = "GRPCRoute";

	static final String INFERENCE_POOL = "InferencePool";

	static final String GATEWAY_FILTER = "GatewayFilter";

	static final String SERVICE = "Service";

	static final String CONFIG_MAP = "ConfigMap";

	static final String SECRET = "Secret";

	private Kinds() {
	}

	static ResourceKey service(String namespace, String name) {
		return new ResourceKey(SERVICE, namespace, name);
	}

	/** Returns {@code Kind.group}, or the kind alone for core objects. */
	static String qualified(String group, String kind) {
		return group.isEmpty() ? kind : kind + "." + group;
	}

}
