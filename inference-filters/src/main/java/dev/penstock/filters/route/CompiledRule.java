package dev.penstock.filters.route;

import java.util.List;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.route.Route;

/**
 * Is what a request is served by: a rule with its Spring Cloud Gateway route and the
 * filters that the request passes, in order.
 *
 * @param view the rule
 * @param route the route
 * @param filters the global filters and those of the route, sorted
 */
public record CompiledRule(RuleView view, Route route, List<GatewayFilter> filters) {

	/** The exchange attribute that holds the compiled rule that serves a request. */
	public static final String ATTRIBUTE = CompiledRule.class.getName();

	public CompiledRule {
		filters = List.copyOf(filters);
	}

}
