package dev.penstock.discovery.model;

/** Is something that a rule or a backend does to a request or response. */
public sealed interface RouteAction {

	/**
	 * Changes the request's headers.
	 *
	 * @param headers the changes
	 */
	record RequestHeaderModifier(HeaderChanges headers) implements RouteAction {
	}

	/**
	 * Changes the response's headers.
	 *
	 * @param headers the changes
	 */
	record ResponseHeaderModifier(HeaderChanges headers) implements RouteAction {
	}

}
