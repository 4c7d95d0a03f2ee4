package dev.penstock.discovery.translate;

import java.util.HashMap;
import java.util.Map;

import dev.penstock.discovery.resource.Namespace;
import dev.penstock.discovery.snapshot.ClusterSnapshot;

/** Knows the labels of every namespace, whether or not there is an object for it. */
final class NamespaceLabels {

	/** The label that Kubernetes gives to every namespace. */
	private static final String NAME = "kubernetes.io/metadata.name";

	private final Map<String, Map<String, String>> labels = new HashMap<>();

	NamespaceLabels(ClusterSnapshot snapshot) {
		for (Namespace namespace : snapshot.all(Namespace.class)) {
			String name = namespace.key().name();
			Map<String, String> all = new HashMap<>(namespace.metadata().labels());
			all.put(NAME, name);
			this.labels.put(name, all);
		}
	}

	Map<String, String> of(String namespace) {
		Map<String, String> found = this.labels.get(namespace);
		return (found != null) ? found : Map.of(NAME, namespace);
	}

}
