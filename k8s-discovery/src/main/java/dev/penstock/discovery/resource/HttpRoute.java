package dev.penstock.discovery.resource;

import java.util.List;

import dev.penstock.discovery.model.CorsPolicy;
import dev.penstock.discovery.model.HeaderChanges;
import dev.penstock.discovery.model.RouteAction;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteRetry;
import dev.penstock.discovery.model.RouteTimeouts;
import org.jspecify.annotations.Nullable;

/**
 * Is an HTTPRoute, or a GRPCRoute in the same terms: a call is a request whose path is
 * {@code /service/method}. The kind in its key tells which of the two it is.
 *
 * @param metadata its metadata
 * @param parents the Gateways that it wants to attach to
 * @param hostnames the host names that it is for, lower case; empty means every host
 * @param rules its rules, in their order
 */
public record HttpRoute(Metadata metadata, List<ParentReference> parents, List<String> hostnames,
		List<Rule> rules) implements Resource {

	public HttpRoute {
		parents = List.copyOf(parents);
		hostnames = List.copyOf(hostnames);
		rules = List.copyOf(rules);
	}

	/**
	 * Refers to a parent.
	 *
	 * @param group the API group
	 * @param kind the kind
	 * @param namespace the namespace; null means the route's own
	 * @param name the name
	 * @param sectionName the listener; null means each
	 * @param port the listener port; null means each
	 */
	public record ParentReference(String group, String kind, @Nullable String namespace, String name,
			@Nullable String sectionName, @Nullable Integer port) {
	}

	/**
	 * Is one rule.
	 *
	 * @param name its name, if it has one
	 * @param matches the alternatives of which one must match; one that matches every
	 * path where the route names none
	 * @param filters what is done to requests and responses
	 * @param backends where requests go
	 * @param timeouts the limits
	 * @param retry when requests are sent again; null where the rule doesn't say
	 * @param unsupported fields of the rule that are valid but that Penstock does not
	 * serve, such as {@code sessionPersistence}
	 */
	public record Rule(@Nullable String name, List<RouteMatch> matches, List<Filter> filters,
			List<BackendReference> backends, RouteTimeouts timeouts, @Nullable RouteRetry retry,
			List<String> unsupported) {

		public Rule {
			matches = List.copyOf(matches);
			filters = List.copyOf(filters);
			backends = List.copyOf(backends);
			unsupported = List.copyOf(unsupported);
		}

	}

	/** Is a filter of a rule or of a backend. */
	public sealed interface Filter {

		/**
		 * Changes the request's headers.
		 *
		 * @param headers the changes
		 */
		record RequestHeaderModifier(HeaderChanges headers) implements Filter {
		}

		/**
		 * Changes the response's headers.
		 *
		 * @param headers the changes
		 */
		record ResponseHeaderModifier(HeaderChanges headers) implements Filter {
		}

		/**
		 * Answers with a redirect.
		 *
		 * @param redirect where to
		 */
		record RequestRedirect(RouteAction.RequestRedirect redirect) implements Filter {
		}

		/**
		 * Changes the URL of the request before it is forwarded.
		 *
		 * @param rewrite the changes
		 */
		record UrlRewrite(RouteAction.UrlRewrite rewrite) implements Filter {
		}

		/**
		 * Sends a copy of some requests elsewhere.
		 *
		 * @param backend where copies go; weight and filters have no meaning
		 * @param numerator how many of {@code denominator} requests are copied
		 * @param denominator 1 or more
		 */
		record RequestMirror(BackendReference backend, int numerator, int denominator) implements Filter {
		}

		/**
		 * Answers preflights, and tells browsers that responses may be read.
		 *
		 * @param policy what is allowed
		 */
		record Cors(CorsPolicy policy) implements Filter {
		}

		/**
		 * Is described by another object, in the route's namespace.
		 *
		 * @param reference the reference to the object
		 */
		record Extension(ObjectReference reference) implements Filter {
		}

		/**
		 * Is a filter of the specification that Penstock does not serve.
		 *
		 * @param type the filter's type, such as {@code ExternalAuth}
		 */
		record Unsupported(String type) implements Filter {
		}

	}

	/**
	 * Refers to a backend.
	 *
	 * @param group the API group; empty for the core group
	 * @param kind the kind
	 * @param namespace the namespace; null means the route's own
	 * @param name the name
	 * @param port the port; null where none is given
	 * @param weight the share, from 0 to 1,000,000
	 * @param filters what is done to requests that go there
	 */
	public record BackendReference(String group, String kind, @Nullable String namespace, String name,
			@Nullable Integer port, int weight, List<Filter> filters) {

		public BackendReference {
			filters = List.copyOf(filters);
		}

	}

}
