package dev.penstock.discovery.translate;

import dev.penstock.discovery.model.BackendTarget;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.resource.HttpRoute.BackendReference;
import dev.penstock.discovery.resource.InferencePool;
import dev.penstock.discovery.resource.Service;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.translate.ServiceTranslator.PortLookup;
import dev.penstock.discovery.translate.TranslationSettings.InferencePools;
import org.jspecify.annotations.Nullable;

/**
 * Finds what routes' backend references lead to. Whether a reference is allowed is found
 * out before whether its object exists, so that a route learns nothing about namespaces
 * that don't let it in.
 */
final class BackendResolver {

	private static final String RESERVED = "kubernetes.io/";

	private static final String WEB_SOCKET = "kubernetes.io/ws";

	private static final String SECURE_WEB_SOCKET = "kubernetes.io/wss";

	private final ClusterSnapshot snapshot;

	private final ReferenceGrants grants;

	private final ServiceTranslator services;

	private final BackendTlsPolicies policies;

	private final Problems problems;

	private final InferencePools pools;

	BackendResolver(ClusterSnapshot snapshot, ServiceTranslator services, BackendTlsPolicies policies,
			Problems problems, InferencePools pools) {
		this.snapshot = snapshot;
		this.grants = new ReferenceGrants(snapshot);
		this.services = services;
		this.policies = policies;
		this.problems = problems;
		this.pools = pools;
	}

	/**
	 * Resolves a reference.
	 * @param route the route that refers
	 * @param field the path of the reference in the route
	 * @param reference the reference
	 */
	BackendTarget resolve(ResourceKey route, String field, BackendReference reference) {
		String namespace = (reference.namespace() != null) ? reference.namespace() : route.namespace();
		ResourceKey key = new ResourceKey(reference.kind(), namespace, reference.name());
		boolean service = isService(reference);
		if (!service && !isPool(reference)) {
			return unresolved(route, field + ".kind", key,
					new Mistake(Conditions.INVALID_KIND,
							Kinds.qualified(reference.group(), reference.kind()) + " can't be a backend",
							"use kind Service, or kind InferencePool of group " + Kinds.INFERENCE_GROUP));
		}
		if (!this.grants.permit(route, reference.group(), key)) {
			return unresolved(route, field + ".namespace", key,
					new Mistake(Conditions.REF_NOT_PERMITTED,
							"no ReferenceGrant in namespace " + namespace + " lets " + route.kind() + "s of namespace "
									+ route.namespace() + " refer to " + key,
							"create one or name an object of namespace " + route.namespace()));
		}
		return service ? service(route, field, key, reference.port()) : pool(route, field, key);
	}

	private static boolean isService(BackendReference reference) {
		return reference.group().equals(Kinds.CORE_GROUP) && reference.kind().equals(Kinds.SERVICE);
	}

	private static boolean isPool(BackendReference reference) {
		return reference.group().equals(Kinds.INFERENCE_GROUP) && reference.kind().equals(Kinds.INFERENCE_POOL);
	}

	private BackendTarget pool(ResourceKey route, String field, ResourceKey key) {
		if (this.pools == InferencePools.OFF) {
			return unresolved(route, field + ".kind", key,
					new Mistake(Conditions.INVALID_KIND,
							"InferencePools are switched off, so " + key + " is not served",
							"set the value inferenceExtension.enabled=true when Penstock is installed"));
		}
		if (this.snapshot.find(InferencePool.class, key) != null) {
			return new BackendTarget.Pool(key);
		}
		return unresolved(route, field + ".name", key, new Mistake(Conditions.BACKEND_NOT_FOUND,
				key + " does not exist", "create it or name an InferencePool that exists"));
	}

	private BackendTarget service(ResourceKey route, String field, ResourceKey key, @Nullable Integer port) {
		return switch (this.services.find(key, port)) {
			case PortLookup.Missing missing -> unresolved(route, field + "." + missing.field(), key,
					new Mistake(missing.reason(), missing.message(), missing.remedy()));
			case PortLookup.Found found -> {
				Mistake mistake = protocol(route, found, this.policies.governs(route, found));
				yield (mistake != null) ? unresolved(route, field + ".port", key, mistake)
						: new BackendTarget.Service(found.key());
			}
		};
	}

	/**
	 * Tells whether a route can send requests by the protocol of a port. GEP-1911 names
	 * three protocols, which are served; without {@code appProtocol} the route's own
	 * protocol is taken, HTTP. Those that stand for TLS need a policy that says who may
	 * answer. Names that it leaves open are taken as HTTP. A GRPCRoute's protocol is
	 * HTTP/2, which no WebSocket goes with.
	 */
	private @Nullable Mistake protocol(ResourceKey route, PortLookup.Found found, boolean secured) {
		String protocol = found.port().appProtocol();
		boolean grpc = route.kind().equals(Kinds.GRPC_ROUTE);
		if (grpc && (WEB_SOCKET.equals(protocol) || SECURE_WEB_SOCKET.equals(protocol))) {
			return new Mistake(Conditions.UNSUPPORTED_PROTOCOL,
					"port " + found.key().port() + " of " + found.key().service() + " has appProtocol " + protocol
							+ ", which gRPC can't be sent over",
					"use a port without appProtocol, or one with " + ServiceTranslator.H2C);
		}
		if (protocol == null || protocol.isEmpty() || protocol.equals("http") || protocol.equals(WEB_SOCKET)
				|| protocol.equals(ServiceTranslator.H2C)) {
			return null;
		}
		boolean wantsTls = protocol.equalsIgnoreCase("https") || protocol.equals(SECURE_WEB_SOCKET);
		if (wantsTls && secured) {
			return null;
		}
		ResourceKey service = found.key().service();
		if (protocol.equals("https") || protocol.equals(SECURE_WEB_SOCKET)) {
			return new Mistake(Conditions.UNSUPPORTED_PROTOCOL,
					"port " + found.key().port() + " of " + service + " has appProtocol " + protocol
							+ ", but nothing says who may answer there",
					"say by a BackendTLSPolicy who the Service must prove to be");
		}
		if (protocol.startsWith(RESERVED)) {
			return new Mistake(Conditions.UNSUPPORTED_PROTOCOL,
					"port " + found.key().port() + " of " + service + " has appProtocol " + protocol
							+ ", which Penstock does not speak",
					"use a port without appProtocol, or one with http, " + WEB_SOCKET + " or " + ServiceTranslator.H2C);
		}
		if (grpc) {
			// Such as grpc, the name that service meshes gave it.
			return null;
		}
		Service object = this.snapshot.find(Service.class, service);
		int index = (object != null) ? object.ports().indexOf(found.port()) : 0;
		this.problems.warn(service, "spec.ports[" + index + "].appProtocol",
				protocol + " is not a protocol that Penstock knows, so HTTP/1.1 is spoken",
				"use http or " + ServiceTranslator.H2C);
		return null;
	}

	private BackendTarget.Unresolved unresolved(ResourceKey route, String field, ResourceKey key, Mistake mistake) {
		Problem problem = this.problems.error(route, field, mistake.message(), mistake.remedy());
		return new BackendTarget.Unresolved(key, mistake.reason(), problem.text());
	}

	private record Mistake(String reason, String message, String remedy) {
	}

}
