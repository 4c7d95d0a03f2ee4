package dev.penstock.filters.proxy;

import java.util.List;

import dev.penstock.filters.pool.Candidates;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.route.RetryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Says which endpoints a request is sent to, one after the other.
 *
 * @param retry when the rule's requests are sent again; null where it doesn't say
 * @param attempts how often a request is sent at most where the rule doesn't say
 */
record CandidateOrder(@Nullable RetryPolicy retry, int attempts) {

	/** Gives the endpoints to try where no picker names them. */
	Candidates leastRequests(EndpointGroup group) {
		if (this.retry == null) {
			return Candidates.leastRequests(group.endpoints(), this.attempts);
		}
		int limit = (this.retry.attempts() != null) ? times(this.retry.attempts()) : this.attempts;
		return Candidates.inRounds(() -> Candidates.leastRequests(group.endpoints(), Integer.MAX_VALUE), limit);
	}

	/**
	 * Gives the endpoints to try where a picker named them. Unless the rule says how
	 * often, each is tried once.
	 */
	Candidates inOrder(List<UpstreamEndpoint> endpoints) {
		return (this.retry == null || this.retry.attempts() == null) ? Candidates.inOrder(endpoints)
				: Candidates.inRounds(() -> Candidates.inOrder(endpoints), times(this.retry.attempts()));
	}

	private static int times(int retries) {
		return (retries < Integer.MAX_VALUE) ? retries + 1 : retries;
	}

}
