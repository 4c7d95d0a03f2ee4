package dev.penstock.filters.error;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Is why the gateway itself answered a request. The codes are stable: clients, alerts and
 * dashboards may depend on them. Each is explained in {@code reason-codes.md}.
 */
public enum ReasonCode {

	/** The request is malformed. */
	BAD_REQUEST(400),

	/** No route matches. */
	NO_ROUTE(404),

	/** The body is longer than the limit. */
	BODY_TOO_LARGE(413),

	/** The request's target is longer than the limit. */
	URI_TOO_LONG(414),

	/** The connection was made for another host than the request names. */
	MISDIRECTED(421),

	/** The request's headers together are longer than the limit. */
	HEADERS_TOO_LARGE(431),

	/** The rule has no backend, or the chosen one can't be resolved. */
	INVALID_BACKEND(500),

	/** A filter of the rule or the backend can't be made. */
	INVALID_FILTER(500),

	/** An unexpected error of the gateway itself. */
	INTERNAL_ERROR(500),

	/** The backend answered with what the rule's circuit breaker takes for a failure. */
	CIRCUIT_FAILURE(502),

	/** The rule's circuit breaker is open. */
	CIRCUIT_OPEN(503),

	/** The pool or Service has no ready endpoint. */
	NO_READY_ENDPOINT(503),

	/** The endpoint picker's Service can't be used or has no ready replica. */
	PICKER_UNAVAILABLE(503),

	/** No connection to the endpoint picker, or it broke before it answered. */
	PICKER_UNREACHABLE(503),

	/** The endpoint picker did not answer in time. */
	PICKER_TIMEOUT(503),

	/** The endpoint picker ended the request with an error of its own. */
	PICKER_ERROR(503),

	/** The endpoint picker named no endpoint. */
	PICKER_NO_ENDPOINT(503),

	/** The endpoint picker named only endpoints that are not ready ones of the pool. */
	ENDPOINT_NOT_IN_POOL(503),

	/** No connection to the chosen endpoint. */
	UPSTREAM_CONNECT_FAILED(502),

	/** The connection to the endpoint broke before the response began. */
	UPSTREAM_RESET(502),

	/** The limit of the route was reached before the response began. */
	TIMEOUT(504);

	private final int status;

	private final String code;

	ReasonCode(int status) {
		this.status = status;
		this.code = name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns the status code of the response.
	 * @return the HTTP status
	 */
	public int status() {
		return this.status;
	}

	/**
	 * Returns the code as clients see it.
	 * @return the lower-case code, such as {@code no_route}
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Returns the code of a reason, if there is one.
	 * @param reason the reason, or null
	 * @return its code, or null
	 */
	public static @Nullable String codeOf(@Nullable ReasonCode reason) {
		return (reason != null) ? reason.code() : null;
	}

}
