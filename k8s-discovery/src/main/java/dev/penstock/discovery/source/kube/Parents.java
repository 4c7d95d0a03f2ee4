package dev.penstock.discovery.source.kube;

import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;

/** Knows which Gateways routes name as their parents. */
final class Parents {

	private Parents() {
	}

	static List<ResourceKey> of(HttpRoute route) {
		return route.parents()
			.stream()
			.filter((parent) -> parent.group().equals(ClusterKind.Names.GATEWAY_GROUP)
					&& parent.kind().equals(ClusterKind.GATEWAY.kind()))
			.map((parent) -> gateway(route, parent))
			.toList();
	}

	private static ResourceKey gateway(HttpRoute route, ParentReference parent) {
		String namespace = (parent.namespace() != null) ? parent.namespace() : route.key().namespace();
		return new ResourceKey(parent.kind(), namespace, parent.name());
	}

	/**
	 * Tells, before a route is decoded, whether it may name a Gateway as a parent.
	 * @param route the route as it was read
	 * @param namespace its namespace
	 * @param gateway the Gateway
	 */
	static boolean mayName(Map<?, ?> route, String namespace, ResourceKey gateway) {
		if (!(route.get("spec") instanceof Map<?, ?> spec) || !(spec.get("parentRefs") instanceof List<?> parents)) {
			return false;
		}
		return parents.stream()
			.anyMatch((item) -> item instanceof Map<?, ?> parent && gateway.name().equals(parent.get("name"))
					&& gateway.namespace().equals((parent.get("namespace") instanceof String own) ? own : namespace));
	}

}
