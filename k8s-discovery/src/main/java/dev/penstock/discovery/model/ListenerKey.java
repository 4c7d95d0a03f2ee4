package dev.penstock.discovery.model;

/**
 * Names one listener of one Gateway.
 *
 * @param gateway the Gateway
 * @param name the listener's name in it (its {@code sectionName})
 */
public record ListenerKey(ResourceKey gateway, String name) {

	@Override
	public String toString() {
		return this.gateway.qualifiedName() + "/" + this.name;
	}

}
