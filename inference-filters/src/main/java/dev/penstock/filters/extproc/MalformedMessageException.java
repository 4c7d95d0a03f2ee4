package dev.penstock.filters.extproc;

/** Is thrown where a picker sends what is no message. */
final class MalformedMessageException extends Exception {

	private static final long serialVersionUID = 1L;

	MalformedMessageException(String message) {
		super(message, null, false, false);
	}

}
