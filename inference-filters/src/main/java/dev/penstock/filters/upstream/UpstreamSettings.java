package dev.penstock.filters.upstream;

import java.time.Duration;

/**
 * Is how endpoints are connected to.
 *
 * @param connectTimeout the longest time to wait for a connection
 * @param idleTimeout how long an unused connection is kept
 */
public record UpstreamSettings(Duration connectTimeout, Duration idleTimeout) {
}
