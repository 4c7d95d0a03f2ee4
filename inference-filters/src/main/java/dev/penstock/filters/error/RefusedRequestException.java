package dev.penstock.filters.error;

/** Ends a request with an answer of the gateway's own. */
public final class RefusedRequestException extends ReasonedException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param reason why the request is refused
	 * @param message why, in words, for the client and the log
	 */
	public RefusedRequestException(ReasonCode reason, String message) {
		super(reason, message);
	}

}
