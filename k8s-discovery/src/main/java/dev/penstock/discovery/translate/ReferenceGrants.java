package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.ReferenceGrant;
import dev.penstock.discovery.snapshot.ClusterSnapshot;

/**
 * Knows which references into other namespaces are allowed (Gateway API,
 * {@code ReferenceGrant}): those that a grant in the namespace of the object that is
 * referred to lists in both {@code from} and {@code to}.
 */
final class ReferenceGrants {

	private final Map<String, List<ReferenceGrant>> byNamespace = new HashMap<>();

	ReferenceGrants(ClusterSnapshot snapshot) {
		for (ReferenceGrant grant : snapshot.all(ReferenceGrant.class)) {
			this.byNamespace.computeIfAbsent(grant.key().namespace(), (_) -> new ArrayList<>()).add(grant);
		}
	}

	/**
	 * Tells whether a route may refer to an object.
	 * @param route the key of an HTTPRoute
	 * @param group the API group of the object
	 * @param object the key of the object
	 */
	boolean permit(ResourceKey route, String group, ResourceKey object) {
		return route.namespace().equals(object.namespace())
				|| this.byNamespace.getOrDefault(object.namespace(), List.of())
					.stream()
					.anyMatch((grant) -> from(grant, route) && to(grant, group, object));
	}

	private static boolean from(ReferenceGrant grant, ResourceKey route) {
		return grant.from()
			.stream()
			.anyMatch((from) -> from.group().equals(Kinds.GATEWAY_GROUP) && from.kind().equals(route.kind())
					&& from.namespace().equals(route.namespace()));
	}

	private static boolean to(ReferenceGrant grant, String group, ResourceKey object) {
		return grant.to()
			.stream()
			.anyMatch((to) -> to.group().equals(group) && to.kind().equals(object.kind())
					&& (to.name() == null || to.name().isEmpty() || to.name().equals(object.name())));
	}

}
