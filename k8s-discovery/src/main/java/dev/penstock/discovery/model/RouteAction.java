package dev.penstock.discovery.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

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

	/**
	 * Answers with a redirect.
	 *
	 * @param scheme the scheme of the new location; null means that of the request
	 * @param hostname the host of the new location; null means that of the request
	 * @param port the port of the new location; null means the well-known port of the
	 * scheme where one is given, else that of the listener
	 * @param path the path of the new location
	 * @param statusCode the status: 301, 302, 303, 307 or 308
	 */
	record RequestRedirect(@Nullable String scheme, @Nullable String hostname, @Nullable Integer port, PathChange path,
			int statusCode) implements RouteAction {
	}

	/**
	 * Changes the URL of the request before it is forwarded.
	 *
	 * @param hostname the new host; null leaves it
	 * @param path what becomes of the path
	 */
	record UrlRewrite(@Nullable String hostname, PathChange path) implements RouteAction {
	}

	/**
	 * Sends a copy of some requests elsewhere; what becomes of it is ignored.
	 *
	 * @param target where copies go
	 * @param numerator how many of {@code denominator} requests are copied
	 * @param denominator 1 or more
	 */
	record RequestMirror(BackendTarget target, int numerator, int denominator) implements RouteAction {
	}

	/**
	 * Answers preflights, and tells browsers that responses may be read.
	 *
	 * @param policy what is allowed
	 */
	record Cors(CorsPolicy policy) implements RouteAction {
	}

	/**
	 * Applies a filter that the data plane knows by its name.
	 *
	 * @param reference the object that the route refers to
	 * @param name the filter's name
	 * @param args its arguments
	 */
	record Extension(ResourceKey reference, String name, SortedMap<String, String> args) implements RouteAction {

		public Extension {
			args = Collections.unmodifiableSortedMap(new TreeMap<>(args));
		}

	}

	/**
	 * Is a reference to a filter that leads nowhere: requests that would pass the filter
	 * are answered with 500, as it "MUST NOT be skipped" (Gateway API,
	 * {@code HTTPRouteFilter.extensionRef}).
	 *
	 * @param reference the object that was referred to, for messages
	 * @param reason the condition reason
	 * @param message what is wrong
	 */
	record Unresolved(ResourceKey reference, String reason, String message) implements RouteAction {
	}

}
