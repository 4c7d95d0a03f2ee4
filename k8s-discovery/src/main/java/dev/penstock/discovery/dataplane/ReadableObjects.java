package dev.penstock.discovery.dataplane;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.resource.BackendTlsPolicy;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.ListenerSet;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.resource.ReferenceGrant;
import dev.penstock.discovery.snapshot.ClusterSnapshot;

/**
 * Is which Secrets and ConfigMaps a data plane may read, because its Gateway or a policy
 * that counts for it names them: names by namespace and resource.
 *
 * @param names the names by resource by namespace
 */
record ReadableObjects(SortedMap<String, SortedMap<String, SortedSet<String>>> names) {

	private static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

	ReadableObjects {
		names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
	}

	/**
	 * Finds what a Gateway's data plane may read, for its ListenerSets, too. What is in
	 * another namespace is left out unless a ReferenceGrant there lets the Gateway or
	 * ListenerSet refer to it.
	 */
	static ReadableObjects of(Gateway gateway, ClusterSnapshot snapshot, StatusReport report) {
		SortedMap<String, SortedMap<String, SortedSet<String>>> names = new TreeMap<>();
		List<ReferenceGrant> grants = snapshot.all(ReferenceGrant.class);
		add(names, gateway.key(), certificates(gateway.listeners()), grants);
		add(names, gateway.key(), gateway.tls().references(), grants);
		attached(gateway, snapshot, report)
			.forEach((set) -> add(names, set.key(), certificates(set.listeners()), grants));
		report.policies().forEach((key, status) -> {
			BackendTlsPolicy policy = snapshot.find(BackendTlsPolicy.class, key);
			if (policy != null && status.reachedBy(gateway.key())) {
				policy.validation().certificateAuthorities().forEach((reference) -> add(names, key, reference));
			}
		});
		return new ReadableObjects(names);
	}

	/**
	 * Finds the ListenerSets that a Gateway allows.
	 * @param gateway the Gateway
	 */
	static List<ListenerSet> attached(Gateway gateway, ClusterSnapshot snapshot, StatusReport report) {
		List<ListenerSet> attached = new ArrayList<>();
		report.listenerSets().forEach((key, status) -> {
			ListenerSet set = snapshot.find(ListenerSet.class, key);
			if (set != null && status.gateway().equals(gateway.key()) && !status.listeners().isEmpty()) {
				attached.add(set);
			}
		});
		return attached;
	}

	private static List<ObjectReference> certificates(List<Gateway.Listener> listeners) {
		return listeners.stream()
			.map(Gateway.Listener::tls)
			.filter(Objects::nonNull)
			.flatMap((tls) -> tls.certificateRefs().stream())
			.toList();
	}

	private static void add(SortedMap<String, SortedMap<String, SortedSet<String>>> names, ResourceKey from,
			List<ObjectReference> references, List<ReferenceGrant> grants) {
		references.stream()
			.filter((reference) -> permitted(from, reference, grants))
			.forEach((reference) -> add(names, from, reference));
	}

	private static void add(SortedMap<String, SortedMap<String, SortedSet<String>>> names, ResourceKey from,
			ObjectReference reference) {
		String resource = switch (reference.group() + "/" + reference.kind()) {
			case "/Secret" -> "secrets";
			case "/ConfigMap" -> "configmaps";
			default -> "";
		};
		if (!resource.isEmpty()) {
			String namespace = (reference.namespace() != null) ? reference.namespace() : from.namespace();
			names.computeIfAbsent(namespace, (_) -> new TreeMap<>())
				.computeIfAbsent(resource, (_) -> new TreeSet<>())
				.add(reference.name());
		}
	}

	private static boolean permitted(ResourceKey from, ObjectReference reference, List<ReferenceGrant> grants) {
		String namespace = reference.namespace();
		ReferenceGrant.From who = new ReferenceGrant.From(GATEWAY_GROUP, from.kind(), from.namespace());
		return namespace == null || namespace.equals(from.namespace())
				|| grants.stream()
					.filter((grant) -> grant.key().namespace().equals(namespace) && grant.from().contains(who))
					.flatMap((grant) -> grant.to().stream())
					.anyMatch((to) -> to.group().equals(reference.group()) && to.kind().equals(reference.kind())
							&& (to.name() == null || to.name().isEmpty() || to.name().equals(reference.name())));
	}

}
