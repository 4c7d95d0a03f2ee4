package dev.penstock.discovery.source.kube;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import org.jspecify.annotations.Nullable;

/** Knows which Gateways and ListenerSets routes name as their parents. */
final class Parents {

	private Parents() {
	}

	/**
	 * Tells whether a route names one of some parents.
	 * @param route the route
	 * @param parents the Gateways and ListenerSets
	 */
	static boolean nameAny(HttpRoute route, Set<ResourceKey> parents) {
		for (ParentReference parent : route.parents()) {
			if (isParent(parent) && parents.contains(key(route, parent))) {
				return true;
			}
		}
		return false;
	}

	private static boolean isParent(ParentReference parent) {
		return parent.group().equals(ClusterKind.Names.GATEWAY_GROUP)
				&& (parent.kind().equals(ClusterKind.GATEWAY.kind()) || isListenerSet(parent.kind()));
	}

	private static ResourceKey key(HttpRoute route, ParentReference parent) {
		String namespace = (parent.namespace() != null) ? parent.namespace() : route.key().namespace();
		return new ResourceKey(parent.kind(), namespace, parent.name());
	}

	/**
	 * Tells, before a route is decoded, whether it may name a Gateway as a parent, or a
	 * ListenerSet, which may be of any Gateway.
	 * @param route the route as it was read
	 * @param namespace its namespace
	 * @param gateway the Gateway
	 */
	static boolean mayName(Map<?, ?> route, String namespace, ResourceKey gateway) {
		return route.get("spec") instanceof Map<?, ?> spec && spec.get("parentRefs") instanceof List<?> parents
				&& parents.stream()
					.anyMatch((parent) -> (parent instanceof Map<?, ?> map && isListenerSet(map.get("kind")))
							|| isReference(parent, namespace, gateway));
	}

	/**
	 * Tells, before a ListenerSet is decoded, whether it names a Gateway as its parent.
	 * @param set the ListenerSet as it was read
	 * @param namespace its namespace
	 * @param gateway the Gateway
	 */
	static boolean names(Map<?, ?> set, String namespace, ResourceKey gateway) {
		return set.get("spec") instanceof Map<?, ?> spec && isReference(spec.get("parentRef"), namespace, gateway);
	}

	private static boolean isListenerSet(@Nullable Object kind) {
		return ClusterKind.LISTENER_SET.kind().equals(kind);
	}

	private static boolean isReference(@Nullable Object reference, String namespace, ResourceKey gateway) {
		return reference instanceof Map<?, ?> parent && gateway.name().equals(parent.get("name"))
				&& gateway.namespace().equals((parent.get("namespace") instanceof String own) ? own : namespace);
	}

}
