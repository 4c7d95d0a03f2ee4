package dev.penstock.demo.openai;

/**
 * Carries an {@link ApiError} out of the depth of a request's JSON. Has no stack trace:
 * it tells of the client's mistake, not of ours.
 */
public final class InvalidRequestException extends Exception {

	private final transient ApiError error;

	InvalidRequestException(ApiError error) {
		super(error.message(), null, false, false);
		this.error = error;
	}

	/**
	 * Returns the error to answer with.
	 * @return the error
	 */
	public ApiError error() {
		return this.error;
	}

}
