package dev.penstock.discovery.report;

import dev.penstock.discovery.model.ResourceKey;

/**
 * Is something wrong with an object, as users are told it.
 *
 * @param severity how bad it is
 * @param object the object
 * @param field the path of the field, such as {@code spec.rules[0].backendRefs[1].name};
 * empty for the object as a whole
 * @param message what is wrong
 * @param remedy what would be right
 */
public record Problem(Severity severity, ResourceKey object, String field, String message,
		String remedy) implements Comparable<Problem> {

	/**
	 * Returns what is wrong, where, and the way out, for the message of a condition.
	 * @return the field, the message and the remedy
	 */
	public String text() {
		return (this.field.isEmpty() ? "" : this.field + ": ") + this.message + "; " + this.remedy;
	}

	@Override
	public int compareTo(Problem other) {
		int byObject = this.object.compareTo(other.object);
		int byField = (byObject != 0) ? byObject : this.field.compareTo(other.field);
		return (byField != 0) ? byField : this.message.compareTo(other.message);
	}

	/** Is how bad a problem is. */
	public enum Severity {

		/** The object or a part of it is not served. */
		ERROR,

		/** Everything is served, but probably not as meant. */
		WARNING

	}

}
