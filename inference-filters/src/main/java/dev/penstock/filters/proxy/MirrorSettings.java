package dev.penstock.filters.proxy;

import java.time.Duration;

/**
 * Is how requests are mirrored.
 *
 * @param maxRequestBody the longest body of a request that is mirrored, in bytes
 * @param timeout how long a mirrored request may take, its response included
 * @param maxInFlight how many mirrored requests there may be at once, those included
 * whose body is still being read
 */
public record MirrorSettings(long maxRequestBody, Duration timeout, int maxInFlight) {
}
