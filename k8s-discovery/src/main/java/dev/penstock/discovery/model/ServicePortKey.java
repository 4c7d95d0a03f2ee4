package dev.penstock.discovery.model;

import java.util.Comparator;

/**
 * Names one port of one Service.
 *
 * @param service the Service
 * @param port the Service port (not the target port)
 */
public record ServicePortKey(ResourceKey service, int port) implements Comparable<ServicePortKey> {

	private static final Comparator<ServicePortKey> ORDER = Comparator.comparing(ServicePortKey::service)
		.thenComparingInt(ServicePortKey::port);

	@Override
	public int compareTo(ServicePortKey other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		return this.service.qualifiedName() + ":" + this.port;
	}

}
