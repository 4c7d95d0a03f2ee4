package dev.penstock.filters.route;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Says when a request is sent to an endpoint again. A failure to connect, a connection
 * that breaks before the response begins and the limit of one attempt count whatever the
 * codes are.
 *
 * @param codes the status codes for which it is sent again
 * @param attempts how often it is sent again at most; null for as often as there are
 * endpoints that a picker named, or as the gateway does without a picker
 * @param backoff the shortest time from a failure to the next attempt; zero for none
 */
public record RetryPolicy(Set<Integer> codes, @Nullable Integer attempts, Duration backoff) {

	public RetryPolicy {
		codes = Set.copyOf(codes);
	}

}
