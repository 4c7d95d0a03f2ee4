package dev.penstock.discovery.model;

/**
 * Is how a path is matched: exactly, by a prefix of segments, by an expression or, for
 * gRPC, by its last segment.
 */
public sealed interface PathMatch {

	/** Matches every path: what a match without a path means. */
	PathMatch ANY = new Prefix("/");

	/**
	 * Returns the path, prefix or expression.
	 * @return what the route says
	 */
	String value();

	/**
	 * Matches one path, with case.
	 *
	 * @param value the path
	 */
	record Exact(String value) implements PathMatch {
	}

	/**
	 * Matches a prefix by whole segments, with case: {@code /abc} matches {@code /abc},
	 * {@code /abc/} and {@code /abc/def} but not {@code /abcd}. A trailing slash is
	 * ignored.
	 *
	 * @param value the prefix
	 */
	record Prefix(String value) implements PathMatch {
	}

	/**
	 * Matches the whole path against an RE2 expression.
	 *
	 * @param value the expression
	 */
	record Regex(String value) implements PathMatch {
	}

	/**
	 * Matches the second of two segments, with case: a gRPC method of whatever service.
	 *
	 * @param value the method
	 */
	record Method(String value) implements PathMatch {
	}

}
