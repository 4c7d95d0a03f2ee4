package dev.penstock.filters.pick;

import java.util.List;

/**
 * Is a list of changes to headers, to be made in order.
 *
 * @param operations the changes
 */
public record HeaderMutation(List<Operation> operations) {

	/** Changes nothing. */
	public static final HeaderMutation NONE = new HeaderMutation(List.of());

	public HeaderMutation {
		operations = List.copyOf(operations);
	}

	/**
	 * Is one change.
	 *
	 * @param action what is done
	 * @param name the header's lower-case name
	 * @param value the value; empty for {@link Action#REMOVE}
	 */
	public record Operation(Action action, String name, String value) {
	}

	/** Is what is done to a header. */
	public enum Action {

		/** Replaces all values or adds the header. */
		SET,

		/** Adds a value beside those that are there. */
		APPEND,

		/** Adds the header only where it is missing. */
		ADD_IF_ABSENT,

		/** Replaces all values only where the header is there. */
		OVERWRITE_IF_EXISTS,

		/** Removes the header. */
		REMOVE

	}

}
