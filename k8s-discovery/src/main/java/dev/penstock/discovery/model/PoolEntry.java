package dev.penstock.discovery.model;

import java.util.List;

/**
 * Is an inference pool with its endpoints.
 *
 * @param key the pool's key
 * @param protocol what its model servers speak
 * @param picker who chooses among the endpoints
 * @param endpoints each ready pod with each of the pool's target ports, sorted
 */
public record PoolEntry(ResourceKey key, BackendProtocol protocol, PickerBinding picker, List<Endpoint> endpoints) {

	public PoolEntry {
		endpoints = List.copyOf(endpoints);
	}

}
