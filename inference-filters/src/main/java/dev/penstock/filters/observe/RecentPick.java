package dev.penstock.filters.observe;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Is one request that a picker was asked about, as operators look at it afterwards.
 *
 * @param time when the picker was asked
 * @param pool the pool, {@code namespace/name}
 * @param outcome what became of the pick, as in the metrics; {@code undecided} if the
 * request ended first
 * @param picked the endpoints that the picker named, best first; null if there are none
 * @param served the endpoint of the last attempt; null if there was none
 * @param millis how long the pick took, in milliseconds
 * @param failedOpen the code of the failure despite which the request went on, or null
 * @param reason the code of the reason for which the gateway itself answered, or
 * {@code client_left}, or null
 * @param message what went wrong, in words, or null
 * @param requestId the identity by which logs join
 */
public record RecentPick(Instant time, @Nullable String pool, String outcome, @Nullable String picked,
		@Nullable String served, double millis, @Nullable String failedOpen, @Nullable String reason,
		@Nullable String message, @Nullable String requestId) {
}
