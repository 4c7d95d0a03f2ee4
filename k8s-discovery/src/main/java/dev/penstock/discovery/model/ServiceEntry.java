package dev.penstock.discovery.model;

import java.util.List;

/**
 * Is a Service port with its ready endpoints.
 *
 * @param key the Service and port
 * @param protocol what it speaks, from the port's {@code appProtocol}
 * @param tls how what routes send there is secured
 * @param endpoints the ready endpoints of its EndpointSlices, sorted
 */
public record ServiceEntry(ServicePortKey key, BackendProtocol protocol, BackendTls tls, List<Endpoint> endpoints) {

	public ServiceEntry {
		endpoints = List.copyOf(endpoints);
	}

	/**
	 * Returns the same port with another security.
	 * @param other how what routes send there is secured
	 * @return the entry
	 */
	public ServiceEntry with(BackendTls other) {
		return new ServiceEntry(this.key, this.protocol, other, this.endpoints);
	}

}
