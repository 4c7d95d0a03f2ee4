package dev.penstock.filters.route;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is one alternative of a rule, as it is to be compiled: all parts must match.
 *
 * @param pathType how the path is matched
 * @param path the path, prefix, RE2 expression or gRPC method
 * @param method the method, upper case; null matches each
 * @param headers the headers to match
 * @param queryParams the query parameters to match
 */
public record MatchSpec(PathType pathType, String path, @Nullable String method, List<ValueSpec> headers,
		List<ValueSpec> queryParams) {

	public MatchSpec {
		headers = List.copyOf(headers);
		queryParams = List.copyOf(queryParams);
	}

	/** Is how a path is matched. */
	public enum PathType {

		/** The whole path, with case. */
		EXACT,

		/** Whole segments from the start, with case. */
		PREFIX,

		/** The whole path, by an RE2 expression. */
		REGEX,

		/** The second of two segments, with case: a gRPC method. */
		METHOD

	}

	/**
	 * Is how the value of a header or query parameter is matched.
	 *
	 * @param name the name; for headers in any case
	 * @param value the value or RE2 expression
	 * @param type how the value is compared
	 */
	public record ValueSpec(String name, String value, ValueType type) {
	}

	/** Is how a value is compared. */
	public enum ValueType {

		/** By equality, with case. */
		EXACT,

		/** As a whole by an RE2 expression. */
		REGEX

	}

}
