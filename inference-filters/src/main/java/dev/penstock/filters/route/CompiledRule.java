package dev.penstock.filters.route;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.route.Route;

/**
 * Is what a request is served by: a rule with its Spring Cloud Gateway route and the
 * filters that the request passes, in order.
 *
 * @param view the rule
 * @param route the route
 * @param filters the global filters and those of the route, sorted
 * @param backendFilters the same with those of the backend, for each backend that has any
 */
public record CompiledRule(RuleView view, Route route, List<GatewayFilter> filters,
		Map<BackendView, List<GatewayFilter>> backendFilters) {

	/** The exchange attribute that holds the compiled rule that serves a request. */
	public static final String ATTRIBUTE = CompiledRule.class.getName();

	public CompiledRule {
		filters = List.copyOf(filters);
	}

	/**
	 * Returns what requests to a backend pass.
	 * @param backend a backend of the rule; null for none
	 * @return the filters, sorted
	 */
	List<GatewayFilter> filters(@Nullable BackendView backend) {
		List<GatewayFilter> own = (backend != null) ? this.backendFilters.get(backend) : null;
		return (own != null) ? own : this.filters;
	}

}
