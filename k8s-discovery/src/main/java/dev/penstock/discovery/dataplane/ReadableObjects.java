package dev.penstock.discovery.dataplane;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.resource.BackendTlsPolicy;
import dev.penstock.discovery.resource.Gateway;
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
	 * Finds what a Gateway's data plane may read. What is in another namespace is left
	 * out unless a ReferenceGrant there lets the Gateway refer to it.
	 */
	static ReadableObjects of(Gateway gateway, ClusterSnapshot snapshot, StatusReport report) {
		SortedMap<String, SortedMap<String, SortedSet<String>>> names = new TreeMap<>();
		List<ReferenceGrant> grants = snapshot.all(ReferenceGrant.class);
		for (Gateway.Listener listener : gateway.listeners()) {
			Gateway.ListenerTls tls = listener.tls();
			if (tls != null) {
				tls.certificateRefs()
					.stream()
					.filter((reference) -> permitted(gateway, reference, grants))
					.forEach((reference) -> add(names, gateway.key(), reference));
			}
		}
		gateway.tls()
			.references()
			.stream()
			.filter((reference) -> permitted(gateway, reference, grants))
			.forEach((reference) -> add(names, gateway.key(), reference));
		report.policies().forEach((key, status) -> {
			BackendTlsPolicy policy = snapshot.find(BackendTlsPolicy.class, key);
			if (policy != null && status.reachedBy(gateway.key())) {
				policy.validation().certificateAuthorities().forEach((reference) -> add(names, key, reference));
			}
		});
		return new ReadableObjects(names);
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

	private static boolean permitted(Gateway gateway, ObjectReference reference, List<ReferenceGrant> grants) {
		String namespace = reference.namespace();
		return namespace == null
				|| namespace
					.equals(gateway.key().namespace())
				|| grants.stream()
					.anyMatch(
							(grant) -> grant.key().namespace().equals(namespace)
									&& grant.from()
										.contains(new ReferenceGrant.From(GATEWAY_GROUP, "Gateway",
												gateway.key().namespace()))
									&& grant.to()
										.stream()
										.anyMatch((to) -> to.group().equals(reference.group())
												&& to.kind().equals(reference.kind())
												&& (to.name() == null || to.name().equals(reference.name()))));
	}

}
