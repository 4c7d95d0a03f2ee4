package dev.penstock.app.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.route.CompiledRule;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.route.RuleWebHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.route.Route;

/**
 * Compiles rules: puts together what their requests pass. What was put together of the
 * same filters before is kept.
 */
final class RuleCompiler {

	private final RuleWebHandler handler;

	private final FilterFactories factories;

	private final Map<String, CompiledRule> before;

	/**
	 * Creates a compiler.
	 * @param handler knows the filters of a route
	 * @param factories makes the filters of backends
	 * @param before what was compiled before, by the identities of the rules
	 */
	RuleCompiler(RuleWebHandler handler, FilterFactories factories, Map<String, CompiledRule> before) {
		this.handler = handler;
		this.factories = factories;
		this.before = before;
	}

	/**
	 * Compiles a rule.
	 * @param view the rule
	 * @param route its route
	 * @return the rule with its filters
	 */
	CompiledRule compile(RuleView view, Route route) {
		CompiledRule old = this.before.get(view.id());
		if (old != null && !old.route().getFilters().equals(route.getFilters())) {
			old = null;
		}
		List<GatewayFilter> filters = (old != null) ? old.filters() : this.handler.filters(route);
		return new CompiledRule(view, route, filters, ofBackends(view, route, old));
	}

	private Map<BackendView, List<GatewayFilter>> ofBackends(RuleView view, Route route, @Nullable CompiledRule old) {
		List<BackendView> backends = withFilters(view);
		List<BackendView> then = (old != null) ? withFilters(old.view()) : List.of();
		Map<BackendView, List<GatewayFilter>> filters = new HashMap<>();
		for (int i = 0; i < backends.size(); i++) {
			List<FilterDefinition> definitions = backends.get(i).filters();
			List<GatewayFilter> kept = (old != null && i < then.size() && then.get(i).filters().equals(definitions))
					? old.backendFilters().get(then.get(i)) : null;
			filters.put(backends.get(i), (kept != null) ? kept
					: this.handler.filters(route, this.factories.make(view.id() + "/backend/" + i, definitions)));
		}
		return filters;
	}

	private static List<BackendView> withFilters(RuleView view) {
		return !view.backends().haveFilters() ? List.of()
				: view.backends().eligible().stream().filter((backend) -> !backend.filters().isEmpty()).toList();
	}

}
