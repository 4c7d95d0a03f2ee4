package dev.penstock.discovery.dataplane;

import java.util.Comparator;

/**
 * Names an object of a data plane.
 *
 * @param kind its kind
 * @param namespace its namespace; empty where it has none
 * @param name its name
 */
public record ObjectId(OwnedKind kind, String namespace, String name) implements Comparable<ObjectId> {

	private static final Comparator<ObjectId> ORDER = Comparator.comparing(ObjectId::kind)
		.thenComparing(ObjectId::namespace)
		.thenComparing(ObjectId::name);

	@Override
	public int compareTo(ObjectId other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		return this.kind.kind() + " " + (this.namespace.isEmpty() ? "" : this.namespace + "/") + this.name;
	}

}
