package dev.penstock.discovery.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is how a listener ends TLS.
 *
 * @param certificates the certificates that it has; never empty
 * @param clients how clients prove who they are; null if they needn't
 */
public record ListenerTls(List<ServerCertificate> certificates, @Nullable ClientValidation clients) {

	public ListenerTls {
		certificates = List.copyOf(certificates);
	}

}
