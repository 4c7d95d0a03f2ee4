package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.source.decode.KindDefinition.Scope;
import org.jspecify.annotations.Nullable;

/** Lists the kinds that Penstock reads. */
final class KindDefinitions {

	private static final List<String> CORE = List.of("v1");

	private static final List<String> GATEWAY_API = List.of("gateway.networking.k8s.io/v1",
			"gateway.networking.k8s.io/v1beta1");

	private static final Map<String, KindDefinition> BY_NAME = List
		.of(new KindDefinition("GatewayClass", GATEWAY_API, Scope.CLUSTER, TextFormat.DNS_SUBDOMAIN,
				GatewayClassDecoder::decode), namespaced("Gateway", GATEWAY_API, GatewayDecoder::decode),
				namespaced("ListenerSet", List.of("gateway.networking.k8s.io/v1"), ListenerSetDecoder::decode),
				namespaced("HTTPRoute", GATEWAY_API, HttpRouteDecoder::decode),
				namespaced("GRPCRoute", List.of("gateway.networking.k8s.io/v1"), GrpcRouteDecoder::decode),
				namespaced("ReferenceGrant", GATEWAY_API, ReferenceGrantDecoder::decode),
				namespaced("InferencePool", List.of("inference.networking.k8s.io/v1"), InferencePoolDecoder::decode),
				namespaced("BackendTLSPolicy",
						List.of("gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1alpha3"),
						BackendTlsPolicyDecoder::decode),
				namespaced("GatewayFilter", List.of("penstock.dev/v1alpha1"), GatewayFilterDecoder::decode),
				new KindDefinition("Service", CORE, Scope.NAMESPACED, TextFormat.DNS_LABEL, ServiceDecoder::decode),
				namespaced("EndpointSlice", List.of("discovery.k8s.io/v1"), EndpointSliceDecoder::decode),
				namespaced("Pod", CORE, PodDecoder::decode), namespaced("Secret", CORE, SecretDecoder::decode),
				namespaced("ConfigMap", CORE, ConfigMapDecoder::decode),
				new KindDefinition("Namespace", CORE, Scope.CLUSTER, TextFormat.DNS_LABEL, NamespaceDecoder::decode))
		.stream()
		.collect(Collectors.toUnmodifiableMap(KindDefinition::name, Function.identity()));

	private KindDefinitions() {
	}

	static @Nullable KindDefinition find(String kind) {
		return BY_NAME.get(kind);
	}

	private static KindDefinition namespaced(String name, List<String> apiVersions,
			BiFunction<FieldReader, Metadata, Resource> decoder) {
		return new KindDefinition(name, apiVersions, Scope.NAMESPACED, TextFormat.DNS_SUBDOMAIN, decoder);
	}

}
