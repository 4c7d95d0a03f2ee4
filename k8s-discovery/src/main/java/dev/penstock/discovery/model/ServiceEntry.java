package dev.penstock.discovery.model;

import java.util.List;

/**
 * Is a Service port with its ready endpoints.
 *
 * @param key the Service and port
 * @param protocol what it speaks, from the port's {@code appProtocol}
 * @param endpoints the ready endpoints of its EndpointSlices, sorted
 */
public record ServiceEntry(ServicePortKey key, BackendProtocol protocol, List<Endpoint> endpoints) {

	public ServiceEntry {
		endpoints = List.copyOf(endpoints);
	}

}
