package dev.penstock.filters.observe;

import dev.penstock.filters.error.RefusedRequestException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Is the span of one request, with that of its pick. Both end once, whatever becomes of
 * the request; no thread is bound to either.
 */
public interface RequestSpan {

	/** Is the span of a request that is not traced. */
	RequestSpan NONE = new RequestSpan() {

		@Override
		public @Nullable String traceId() {
			return null;
		}

		@Override
		public void passOn(HttpHeaders headers) {
		}

		@Override
		public void beginPick(HttpHeaders headers) {
		}

		@Override
		public void endPick(String outcome, @Nullable RefusedRequestException failure) {
		}

		@Override
		public void end(EndedRequest ended) {
		}

	};

	/**
	 * Returns the trace that the request belongs to.
	 * @return the identity, or null if the request is not traced
	 */
	@Nullable String traceId();

	/**
	 * Names this span as the parent of what an endpoint does.
	 * @param headers the headers of the request to the endpoint
	 */
	void passOn(HttpHeaders headers);

	/**
	 * Begins the span of the pick and names it as the parent of what the picker does.
	 * @param headers the headers that the picker is shown
	 */
	void beginPick(HttpHeaders headers);

	/**
	 * Ends the span of the pick, unless it has ended.
	 * @param outcome the kind of decision
	 * @param failure how the picker failed; null if it did not
	 */
	void endPick(String outcome, @Nullable RefusedRequestException failure);

	/**
	 * Ends this span, and that of the pick if it has not.
	 * @param ended the request
	 */
	void end(EndedRequest ended);

}
