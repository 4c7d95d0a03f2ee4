package dev.penstock.filters.pool;

import org.jspecify.annotations.Nullable;

/**
 * Is how endpoints are spoken to.
 *
 * @param protocol what they speak
 * @param tls the TLS beneath it; null for none
 */
public record UpstreamTransport(UpstreamProtocol protocol, @Nullable UpstreamTls tls) {
}
