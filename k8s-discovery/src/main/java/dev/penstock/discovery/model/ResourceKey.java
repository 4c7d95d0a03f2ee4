package dev.penstock.discovery.model;

/**
 * Names one object: its kind, its namespace (empty for cluster-scoped kinds) and its
 * name.
 *
 * @param kind the Kubernetes kind, such as {@code HTTPRoute}
 * @param namespace the namespace, or the empty string for cluster-scoped kinds
 * @param name the object's name
 */
public record ResourceKey(String kind, String namespace, String name) implements Comparable<ResourceKey> {

	@Override
	public int compareTo(ResourceKey other) {
		int kinds = this.kind.compareTo(other.kind);
		int namespaces = (kinds == 0) ? this.namespace.compareTo(other.namespace) : kinds;
		return (namespaces == 0) ? this.name.compareTo(other.name) : namespaces;
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
