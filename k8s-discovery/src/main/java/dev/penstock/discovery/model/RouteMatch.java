package dev.penstock.discovery.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is one alternative of a rule: all of its parts must match.
 *
 * @param path the path to match
 * @param method the method, upper case; null matches each
 * @param headers the headers to match, at most one per (lower-case) name
 * @param queryParams the query parameters to match, at most one per name
 */
public record RouteMatch(PathMatch path, @Nullable String method, List<ValueMatch> headers,
		List<ValueMatch> queryParams) {

	public RouteMatch {
		headers = List.copyOf(headers);
		queryParams = List.copyOf(queryParams);
	}

}
