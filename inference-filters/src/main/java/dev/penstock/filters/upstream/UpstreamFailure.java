package dev.penstock.filters.upstream;

import dev.penstock.filters.error.ReasonCode;

/** Is thrown when an attempt at an endpoint failed before a response began. */
public final class UpstreamFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ReasonCode reason;

	UpstreamFailure(ReasonCode reason, String message) {
		super(message, null, false, false);
		this.reason = reason;
	}

	/**
	 * Returns what failed.
	 * @return {@link ReasonCode#UPSTREAM_CONNECT_FAILED} if the endpoint can't have seen
	 * the request, else {@link ReasonCode#UPSTREAM_RESET}
	 */
	public ReasonCode reason() {
		return this.reason;
	}

	@Override
	public String getMessage() {
		String message = super.getMessage();
		return (message != null) ? message : this.reason.code();
	}

}
