package dev.penstock.discovery.model;

import java.util.Comparator;

/**
 * Names one object: its kind, its namespace (empty for cluster-scoped kinds) and its
 * name.
 *
 * @param kind the Kubernetes kind, such as {@code HTTPRoute}
 * @param namespace the namespace, or the empty string for cluster-scoped kinds
 * @param name the object's name
 */
public record ResourceKey(String kind, String namespace, String name) implements Comparable<ResourceKey> {

	private static final Comparator<ResourceKey> ORDER = Comparator.comparing(ResourceKey::kind)
		.thenComparing(ResourceKey::namespace)
		.thenComparing(ResourceKey::name);

	@Override
	public int compareTo(ResourceKey other) {
		return ORDER.compare(this, other);
	}

	/**
	 * Returns {@code namespace/name}, or the name alone for cluster-scoped kinds.
	 * @return the object's name as users write it
	 */
	public String qualifiedName() {
		return this.namespace.isEmpty() ? this.name : this.namespace + "/" + this.name;
	}

	@Override
	public String toString() {
		return this.kind + " " + qualifiedName();
	}

}
