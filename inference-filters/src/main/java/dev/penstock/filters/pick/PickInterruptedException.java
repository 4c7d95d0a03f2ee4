package dev.penstock.filters.pick;

/**
 * Is thrown into a response's body when the picker ended the response after a part of it
 * was sent, or failed after it had altered a part of it: what is sent can't be completed.
 */
public final class PickInterruptedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message why the response ends
	 */
	public PickInterruptedException(String message) {
		super(message, null, false, false);
	}

}
