package dev.penstock.discovery.model;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is one rule of one route, with everything that a request through it needs.
 * <p>
 * A request is served by the rule whose match has the highest precedence on the listener
 * that the request came in by; where two matches are equal, the rule that comes first in
 * {@link RoutingTable#routes()} wins: the older route, then the one first in the
 * alphabet, then the first rule (Gateway API, {@code HTTPRouteRule.matches}).
 *
 * @param route the route that it belongs to
 * @param index its position in the route's {@code spec.rules}, from 0
 * @param name its name in the route, if it has one
 * @param bindings the listeners that it is attached to, each with the host names that are
 * in effect there
 * @param matches the alternatives, of which one must match; never empty
 * @param actions what is done to the request and response, in the order of the route's
 * filters
 * @param backends where the request may go; empty answers every request with 500
 * @param timeouts the limits that the rule sets
 * @param retry when requests are sent again; null where the rule doesn't say
 */
public record RouteRule(ResourceKey route, int index, @Nullable String name, List<ListenerBinding> bindings,
		List<RouteMatch> matches, List<RouteAction> actions, List<WeightedBackend> backends, RouteTimeouts timeouts,
		@Nullable RouteRetry retry) {

	public RouteRule {
		bindings = List.copyOf(bindings);
		matches = List.copyOf(matches);
		actions = List.copyOf(actions);
		backends = List.copyOf(backends);
	}

	/**
	 * Returns every place that the rule sends requests to: its backends and its mirrors.
	 * @return the places, some of them perhaps more than once
	 */
	public List<BackendTarget> targets() {
		List<BackendTarget> targets = new ArrayList<>();
		for (WeightedBackend backend : this.backends) {
			targets.add(backend.target());
		}
		addMirrors(this.actions, targets);
		this.backends.forEach((backend) -> addMirrors(backend.actions(), targets));
		return targets;
	}

	private static void addMirrors(List<RouteAction> actions, List<BackendTarget> targets) {
		for (RouteAction action : actions) {
			if (action instanceof RouteAction.RequestMirror mirror) {
				targets.add(mirror.target());
			}
		}
	}

	/**
	 * Returns the actions of the rule and of its backends.
	 * @return the rule's, then those of each backend
	 */
	public List<RouteAction> allActions() {
		List<RouteAction> all = new ArrayList<>(this.actions);
		this.backends.forEach((backend) -> all.addAll(backend.actions()));
		return all;
	}

	/**
	 * Tells whether the rule is a GRPCRoute's. Its backends speak HTTP/2 whatever their
	 * ports say, as gRPC does.
	 * @return whether it is
	 */
	public boolean isGrpc() {
		return this.route.kind().equals("GRPCRoute");
	}

	/**
	 * Returns what names the route in logs, metrics and Actuator: its namespace and name,
	 * after {@code grpc:} if it is a GRPCRoute, as an HTTPRoute may have the same name.
	 * @return the name, such as {@code default/llm-route}
	 */
	public String routeName() {
		return (isGrpc() ? "grpc:" : "") + this.route.qualifiedName();
	}

	/**
	 * Returns what names this rule in logs, metrics and Actuator: the route's name and
	 * the rule's index.
	 * @return the identity, such as {@code default/llm-route/0}
	 */
	public String id() {
		return routeName() + "/" + this.index;
	}

}
