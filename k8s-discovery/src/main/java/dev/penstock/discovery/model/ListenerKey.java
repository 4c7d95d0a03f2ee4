package dev.penstock.discovery.model;

import java.util.Comparator;

/**
 * Names one listener of one Gateway.
 *
 * @param gateway the Gateway
 * @param name the listener's name in it (its {@code sectionName})
 */
public record ListenerKey(ResourceKey gateway, String name) implements Comparable<ListenerKey> {

	private static final Comparator<ListenerKey> ORDER = Comparator.comparing(ListenerKey::gateway)
		.thenComparing(ListenerKey::name);

	@Override
	public int compareTo(ListenerKey other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		return this.gateway.qualifiedName() + "/" + this.name;
	}

}
