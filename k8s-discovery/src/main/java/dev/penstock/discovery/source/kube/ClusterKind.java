package dev.penstock.discovery.source.kube;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Is a kind that is read from a cluster. */
// Its collections can't be changed, though their types don't say so.
@SuppressWarnings("ImmutableEnumChecker")
enum ClusterKind {

	GATEWAY_CLASS("GatewayClass", Names.GATEWAY_GROUP, List.of("v1", "v1beta1"), "gatewayclasses", Trait.CLUSTER_SCOPED,
			Trait.REQUIRED, Trait.HAS_STATUS),

	GATEWAY("Gateway", Names.GATEWAY_GROUP, List.of("v1", "v1beta1"), "gateways", Trait.REQUIRED, Trait.HAS_STATUS),

	LISTENER_SET("ListenerSet", Names.GATEWAY_GROUP, List.of("v1"), "listenersets", Trait.HAS_STATUS),

	HTTP_ROUTE("HTTPRoute", Names.GATEWAY_GROUP, List.of("v1", "v1beta1"), "httproutes", Trait.REQUIRED,
			Trait.HAS_STATUS, Trait.ATTACHES),

	GRPC_ROUTE("GRPCRoute", Names.GATEWAY_GROUP, List.of("v1"), "grpcroutes", Trait.HAS_STATUS, Trait.ATTACHES),

	REFERENCE_GRANT("ReferenceGrant", Names.GATEWAY_GROUP, List.of("v1", "v1beta1"), "referencegrants"),

	BACKEND_TLS_POLICY("BackendTLSPolicy", Names.GATEWAY_GROUP, List.of("v1", "v1alpha3"), "backendtlspolicies",
			Trait.HAS_STATUS),

	INFERENCE_POOL("InferencePool", Names.INFERENCE_GROUP, List.of("v1"), "inferencepools", Trait.HAS_STATUS),

	GATEWAY_FILTER("GatewayFilter", Names.OWN_GROUP, List.of("v1alpha1"), "gatewayfilters", Trait.REFERS_TO_NOTHING),

	NAMESPACE("Namespace", "", List.of("v1"), "namespaces", Trait.CLUSTER_SCOPED, Trait.REFERS_TO_NOTHING),

	SERVICE("Service", "", List.of("v1"), "services", Trait.REFERS_TO_NOTHING),

	ENDPOINT_SLICE("EndpointSlice", "discovery.k8s.io", List.of("v1"), "endpointslices", Trait.REFERS_TO_NOTHING),

	POD("Pod", "", List.of("v1"), "pods", Trait.REFERS_TO_NOTHING, Trait.BY_LABELS),

	SECRET("Secret", "", List.of("v1"), "secrets", Trait.REFERS_TO_NOTHING, Trait.BY_NAME_ONLY),

	CONFIG_MAP("ConfigMap", "", List.of("v1"), "configmaps", Trait.REFERS_TO_NOTHING, Trait.BY_NAME_ONLY);

	private static final Map<String, ClusterKind> BY_NAME = Arrays.stream(values())
		.collect(Collectors.toUnmodifiableMap(ClusterKind::kind, Function.identity()));

	private final String kind;

	private final String group;

	private final List<String> versions;

	private final String plural;

	private final Set<Trait> traits;

	ClusterKind(String kind, String group, List<String> versions, String plural, Trait... traits) {
		this.kind = kind;
		this.group = group;
		this.versions = List.copyOf(versions);
		this.plural = plural;
		this.traits = Set.of(traits);
	}

	static @Nullable ClusterKind of(String kind) {
		return BY_NAME.get(kind);
	}

	/** Returns the name of the kind, such as {@code HTTPRoute}. */
	String kind() {
		return this.kind;
	}

	/** Returns the versions to read, the best first. */
	List<String> versions() {
		return this.versions;
	}

	/** Returns {@code plural.group}, as permissions and definitions name the kind. */
	String resource() {
		return this.group.isEmpty() ? this.plural : this.plural + "." + this.group;
	}

	/**
	 * Tells whether no object of the kind makes another one necessary. Namespaces refer
	 * to nothing, but their labels decide which ListenerSets count.
	 */
	boolean makesNothingNecessary() {
		return has(Trait.REFERS_TO_NOTHING) && this != NAMESPACE;
	}

	boolean has(Trait trait) {
		return this.traits.contains(trait);
	}

	/** Tells whether the kind is there only where someone has installed it. */
	boolean isCustom() {
		return !this.group.isEmpty() && !this.group.equals(ENDPOINT_SLICE.group);
	}

	/**
	 * Returns how many of its objects in a namespace are each watched by themselves
	 * before one watch of the namespace takes their place.
	 */
	int singles() {
		if (has(Trait.BY_NAME_ONLY)) {
			return Integer.MAX_VALUE;
		}
		return has(Trait.BY_LABELS) ? 32 : 4;
	}

	String apiVersion(String version) {
		return this.group.isEmpty() ? version : this.group + "/" + version;
	}

	/** Returns the path of its objects. */
	String path(String version, String namespace) {
		String root = this.group.isEmpty() ? "/api/" + version : "/apis/" + this.group + "/" + version;
		return root + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + this.plural;
	}

	/** Is what is special about a kind. */
	enum Trait {

		/** Its objects belong to no namespace. */
		CLUSTER_SCOPED,

		/** Nothing can be served before it has been read, even if it is forbidden. */
		REQUIRED,

		/** Penstock writes the status of its objects. */
		HAS_STATUS,

		/**
		 * Its objects name the Gateways that they want to attach to in
		 * {@code spec.parentRefs}.
		 */
		ATTACHES,

		/** Its objects name no others. */
		REFERS_TO_NOTHING,

		/** Its objects are selected by their labels. */
		BY_LABELS,

		/** Its objects are never read but by their name, as that is all we may do. */
		BY_NAME_ONLY

	}

	/** Names the groups. */
	static final class Names {

		static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

		static final String OWN_GROUP = "penstock.dev";

		static final String INFERENCE_GROUP = "inference.networking.k8s.io";

		private Names() {
		}

	}

}
