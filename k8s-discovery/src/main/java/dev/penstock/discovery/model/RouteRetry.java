package dev.penstock.discovery.model;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Says when a rule's requests are sent again (GEP-1731). Failures to connect, broken
 * connections and backend timeouts count whatever the codes are.
 *
 * @param codes the status codes for which a request is sent again, from 400 to 599
 * @param attempts how often a request is sent again at most, 1 or more; null leaves it to
 * the data plane
 * @param backoff the shortest time between an attempt's failure and the next attempt;
 * null or zero means none
 */
public record RouteRetry(SortedSet<Integer> codes, @Nullable Integer attempts, @Nullable Duration backoff) {

	public RouteRetry {
		codes = Collections.unmodifiableSortedSet(new TreeSet<>(codes));
	}

}
