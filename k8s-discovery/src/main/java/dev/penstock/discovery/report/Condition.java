package dev.penstock.discovery.report;

/**
 * Is a condition of an object's status, without the time of its last change, which is for
 * the writer to keep.
 *
 * @param type the type, such as {@code Accepted}
 * @param status whether it holds
 * @param reason the reason, in CamelCase
 * @param message the message for people
 * @param observedGeneration the generation of the object that it is about
 */
public record Condition(String type, Status status, String reason, String message, long observedGeneration) {

	/** Is whether a condition holds. */
	public enum Status {

		/** It holds. */
		TRUE("True"),

		/** It does not hold. */
		FALSE("False"),

		/** It is not known whether it holds. */
		UNKNOWN("Unknown");

		private final String text;

		Status(String text) {
			this.text = text;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

}
