package dev.penstock.filters.pool;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Gives the endpoints to try for one request, one after the other. */
@FunctionalInterface
public interface Candidates {

	/**
	 * Returns the next endpoint to try.
	 * @return an endpoint, or null if there is none
	 */
	@Nullable UpstreamEndpoint next();

	/**
	 * Tries endpoints in a given order.
	 * @param endpoints the endpoints
	 * @return the candidates
	 */
	static Candidates inOrder(List<UpstreamEndpoint> endpoints) {
		Iterator<UpstreamEndpoint> rest = endpoints.iterator();
		return () -> rest.hasNext() ? rest.next() : null;
	}

	/**
	 * Tries endpoints over and over: when all were tried the first is tried again.
	 * @param round gives the endpoints of a round
	 * @param limit how many attempts there are at most
	 * @return the candidates
	 */
	static Candidates inRounds(Supplier<Candidates> round, int limit) {
		return new Candidates() {

			private Candidates current = round.get();

			private int given;

			@Override
			public @Nullable UpstreamEndpoint next() {
				if (this.given == limit) {
					return null;
				}
				UpstreamEndpoint next = this.current.next();
				if (next == null) {
					this.current = round.get();
					next = this.current.next();
				}
				this.given++;
				return next;
			}

		};
	}

	/**
	 * Tries the endpoint with the fewest requests in flight, any of those where several
	 * have as few, then the next.
	 * @param endpoints the endpoints
	 * @param limit how many are tried at most
	 * @return the candidates
	 */
	static Candidates leastRequests(List<UpstreamEndpoint> endpoints, int limit) {
		return new Candidates() {

			private final Set<UpstreamEndpoint> tried = new HashSet<>(4);

			@Override
			public @Nullable UpstreamEndpoint next() {
				if (endpoints.isEmpty() || this.tried.size() == Math.min(limit, endpoints.size())) {
					return null;
				}
				UpstreamEndpoint best = null;
				int start = (endpoints.size() > 1) ? ThreadLocalRandom.current().nextInt(endpoints.size()) : 0;
				for (int i = 0; i < endpoints.size(); i++) {
					UpstreamEndpoint endpoint = endpoints.get((start + i) % endpoints.size());
					if ((best == null || endpoint.inFlight() < best.inFlight()) && !this.tried.contains(endpoint)) {
						best = endpoint;
					}
				}
				if (best != null) {
					this.tried.add(best);
				}
				return best;
			}

		};
	}

}
