package dev.penstock.discovery.model;

import java.util.List;

/**
 * Is how a listener ends TLS.
 *
 * @param certificates the certificates that it has; never empty
 */
public record ListenerTls(List<ServerCertificate> certificates) {

	public ListenerTls {
		certificates = List.copyOf(certificates);
	}

}
