package dev.penstock.discovery.status;

import java.util.Arrays;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import org.jspecify.annotations.Nullable;

/** Is a kind whose status is written. */
enum StatusKind {

	GATEWAY_CLASS("GatewayClass", "gateway.networking.k8s.io", "gatewayclasses"),

	GATEWAY("Gateway", "gateway.networking.k8s.io", "gateways"),

	LISTENER_SET("ListenerSet", "gateway.networking.k8s.io", "listenersets"),

	HTTP_ROUTE("HTTPRoute", "gateway.networking.k8s.io", "httproutes"),

	GRPC_ROUTE("GRPCRoute", "gateway.networking.k8s.io", "grpcroutes"),

	BACKEND_TLS_POLICY("BackendTLSPolicy", "gateway.networking.k8s.io", "backendtlspolicies"),

	INFERENCE_POOL("InferencePool", "inference.networking.k8s.io", "inferencepools");

	private final String kind;

	private final String group;

	private final String plural;

	StatusKind(String kind, String group, String plural) {
		this.kind = kind;
		this.group = group;
		this.plural = plural;
	}

	/** Returns what the client needs to know of a kind; null if its status isn't ours. */
	static @Nullable ResourceDefinitionContext context(String kind) {
		return Arrays.stream(values())
			.filter((value) -> value.kind.equals(kind))
			.findFirst()
			.map(StatusKind::context)
			.orElse(null);
	}

	private ResourceDefinitionContext context() {
		return new ResourceDefinitionContext.Builder().withGroup(this.group)
			.withVersion("v1")
			.withKind(this.kind)
			.withPlural(this.plural)
			.withNamespaced(this != GATEWAY_CLASS)
			.build();
	}

}
