package dev.penstock.filters.error;

/**
 * Ends a request with an answer of the gateway's own. Has no stack trace: it tells of the
 * request, not of the code.
 */
public final class RefusedRequestException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ReasonCode reason;

	/**
	 * Creates an exception.
	 * @param reason why the request is refused
	 * @param message why, in words, for the client and the log
	 */
	public RefusedRequestException(ReasonCode reason, String message) {
		super(message, null, false, false);
		this.reason = reason;
	}

	/**
	 * Returns why the request is refused.
	 * @return the reason
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
