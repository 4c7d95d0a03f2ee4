package dev.penstock.filters.error;

/**
 * Is a failure with a reason. Has no stack trace: it tells of the request, not of the
 * code.
 */
public abstract class ReasonedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ReasonCode reason;

	/**
	 * Creates an exception.
	 * @param reason what failed
	 * @param message the same in words, for the client and the log
	 */
	protected ReasonedException(ReasonCode reason, String message) {
		super(message, null, false, false);
		this.reason = reason;
	}

	/**
	 * Returns what failed.
	 * @return the reason
	 */
	public final ReasonCode reason() {
		return this.reason;
	}

	@Override
	public final String getMessage() {
		String message = super.getMessage();
		return (message != null) ? message : this.reason.code();
	}

}
