package dev.penstock.discovery.model;

import java.util.Comparator;

/**
 * Names one listener of one Gateway or ListenerSet.
 *
 * @param owner the Gateway or ListenerSet
 * @param name the listener's name in it (its {@code sectionName})
 */
public record ListenerKey(ResourceKey owner, String name) implements Comparable<ListenerKey> {

	private static final Comparator<ListenerKey> ORDER = Comparator.comparing(ListenerKey::owner)
		.thenComparing(ListenerKey::name);

	@Override
	public int compareTo(ListenerKey other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		String owner = this.owner.kind().equals("Gateway") ? this.owner.qualifiedName() : this.owner.toString();
		return owner + "/" + this.name;
	}

}
