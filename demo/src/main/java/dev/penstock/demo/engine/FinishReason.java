package dev.penstock.demo.engine;

/**
 * Says why a request ended.
 */
public enum FinishReason {

	/** The text came to its end, or to a stop string. */
	STOP("stop"),

	/** The limit of tokens was reached. */
	LENGTH("length"),

	/** The client left, or a fault was asked for. */
	ABORT("abort");

	private final String label;

	FinishReason(String label) {
		this.label = label;
	}

	/**
	 * Returns the word used in the API and in metrics.
	 * @return the word, lower case
	 */
	public String label() {
		return this.label;
	}

}
