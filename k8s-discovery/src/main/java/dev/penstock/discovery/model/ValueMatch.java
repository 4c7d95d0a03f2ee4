package dev.penstock.discovery.model;

/** Is how the value of a named header or query parameter is matched. */
public sealed interface ValueMatch {

	/**
	 * Returns the name: lower case for a header, as written for a query parameter.
	 * @return the name
	 */
	String name();

	/**
	 * Returns the value or expression.
	 * @return what the route says
	 */
	String value();

	/**
	 * Matches one value, with case.
	 *
	 * @param name the name
	 * @param value the value
	 */
	record Exact(String name, String value) implements ValueMatch {
	}

	/**
	 * Matches the whole value against an RE2 expression.
	 *
	 * @param name the name
	 * @param value the expression
	 */
	record Regex(String name, String value) implements ValueMatch {
	}

}
