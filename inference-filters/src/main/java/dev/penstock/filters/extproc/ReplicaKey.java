package dev.penstock.filters.extproc;

import java.net.InetSocketAddress;

import dev.penstock.filters.pool.PickerView.PickerTransport;
import dev.penstock.filters.pool.UpstreamEndpoint;

/**
 * Is what connections are kept for: pools that share a picker share its connections.
 *
 * @param service the picker's Service and port, {@code namespace/name:port}
 * @param address the replica's address
 * @param transport how to speak to it
 */
record ReplicaKey(String service, InetSocketAddress address, PickerTransport transport) {

	static ReplicaKey of(String service, UpstreamEndpoint endpoint, PickerTransport transport) {
		return new ReplicaKey(service, endpoint.address(), transport);
	}

	/**
	 * Returns the name that the gateway calls the picker by.
	 * @return {@code name.namespace.svc:port}, or the Service as written where it is
	 * written otherwise
	 */
	String authority() {
		int slash = this.service.indexOf('/');
		int colon = this.service.lastIndexOf(':');
		if (slash <= 0 || colon < slash) {
			return this.service;
		}
		return this.service.substring(slash + 1, colon) + "." + this.service.substring(0, slash) + ".svc"
				+ this.service.substring(colon);
	}

}
