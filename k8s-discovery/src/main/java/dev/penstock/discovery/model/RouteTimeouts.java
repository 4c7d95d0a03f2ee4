package dev.penstock.discovery.model;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Holds the limits of a rule (GEP-1742).
 *
 * @param request the longest time from the request's arrival to the end of the response,
 * the whole stream included; null or zero means no limit
 * @param backendRequest the longest time for one attempt at a backend, from sending the
 * request to the end of its response; null or zero means no limit
 */
public record RouteTimeouts(@Nullable Duration request, @Nullable Duration backendRequest) {

	/** Sets no limit. */
	public static final RouteTimeouts NONE = new RouteTimeouts(null, null);

}
