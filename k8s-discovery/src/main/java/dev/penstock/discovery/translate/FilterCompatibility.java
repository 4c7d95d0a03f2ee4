package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.List;

import dev.penstock.discovery.model.PathChange;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.Filter;
import dev.penstock.discovery.resource.HttpRoute.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Looks for filters of a rule and of its backends that contradict each other; within one
 * list the schema keeps them apart. "In cases where incompatible or unsupported filters
 * are specified and cause the Accepted condition to be set to status False,
 * implementations may use the IncompatibleFilters reason" (Gateway API,
 * {@code HTTPRouteRule.filters}).
 */
final class FilterCompatibility {

	private final Problems problems;

	FilterCompatibility(Problems problems) {
		this.problems = problems;
	}

	/**
	 * Looks for contradictions.
	 * @param route the route
	 * @return what contradicts, in the order of the route
	 */
	List<Problem> contradictions(HttpRoute route) {
		List<Problem> found = new ArrayList<>();
		for (int i = 0; i < route.rules().size(); i++) {
			Rule rule = route.rules().get(i);
			for (int j = 0; j < rule.backends().size(); j++) {
				List<Filter> filters = rule.backends().get(j).filters();
				for (int k = 0; k < filters.size(); k++) {
					String message = contradiction(rule.filters(), filters.get(k));
					if (message != null) {
						found.add(problem(route.key(),
								"spec.rules[" + i + "].backendRefs[" + j + "].filters[" + k + "]", message));
					}
				}
			}
		}
		return found;
	}

	private Problem problem(ResourceKey route, String field, String message) {
		return this.problems.error(route, field, message + ", so the whole route is refused",
				"remove one of the two filters");
	}

	private static @Nullable String contradiction(List<Filter> ofRule, Filter ofBackend) {
		return switch (ofBackend) {
			case Filter.RequestRedirect _ -> ofRule.stream().anyMatch(Filter.UrlRewrite.class::isInstance)
					? "the backend redirects, but the rule rewrites the URL" : null;
			case Filter.UrlRewrite(var rewrite) -> (rewrite.path() instanceof PathChange.ReplacePrefix
					&& ofRule.stream().anyMatch(FilterCompatibility::rewritesPath))
							? "the backend replaces the prefix of the path, but the rule rewrites the path before"
							: null;
			case Filter.Cors _ -> ofRule.stream().anyMatch(Filter.Cors.class::isInstance)
					? "the backend has a CORS filter, but so has the rule" : null;
			case Filter.RequestHeaderModifier _, Filter.ResponseHeaderModifier _, Filter.RequestMirror _,
					Filter.Extension _, Filter.Unsupported _ ->
				null;
		};
	}

	private static boolean rewritesPath(Filter filter) {
		return filter instanceof Filter.UrlRewrite(var rewrite) && !(rewrite.path() instanceof PathChange.Keep);
	}

}
