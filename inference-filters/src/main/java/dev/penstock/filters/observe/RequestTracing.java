package dev.penstock.filters.observe;

import org.springframework.http.HttpHeaders;

/** Begins the spans of requests. */
@FunctionalInterface
public interface RequestTracing {

	/** Begins none: what a client says of its trace is passed on as it is. */
	RequestTracing NONE = (_) -> RequestSpan.NONE;

	/**
	 * Begins a request's span, in the client's trace if it has one.
	 * @param headers the headers of the client's request; only read
	 * @return the span
	 */
	RequestSpan begin(HttpHeaders headers);

}
