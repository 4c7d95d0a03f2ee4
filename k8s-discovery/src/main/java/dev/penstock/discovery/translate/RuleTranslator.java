package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.List;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import dev.penstock.discovery.model.BackendTarget;
import dev.penstock.discovery.model.ListenerBinding;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.discovery.model.ValueMatch;
import dev.penstock.discovery.model.WeightedBackend;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.BackendReference;
import dev.penstock.discovery.resource.HttpRoute.Filter;
import dev.penstock.discovery.resource.HttpRoute.Rule;

/** Translates the rules of routes. */
final class RuleTranslator {

	private static final RouteMatch EVERYTHING = new RouteMatch(PathMatch.ANY, null, List.of(), List.of());

	private final BackendResolver backends;

	private final FilterTranslator filters;

	private final Problems problems;

	RuleTranslator(BackendResolver backends, FilterTranslator filters, Problems problems) {
		this.backends = backends;
		this.filters = filters;
		this.problems = problems;
	}

	/**
	 * Looks for what isn't served. A route with any of it is refused as a whole: a rule
	 * that is served without its mirror, or a route without one of its rules, would do
	 * something that nobody asked for.
	 * @return what isn't served, in the order of the route
	 */
	List<Problem> refusals(HttpRoute route) {
		List<Problem> refusals = new ArrayList<>();
		for (int i = 0; i < route.rules().size(); i++) {
			Rule rule = route.rules().get(i);
			String field = "spec.rules[" + i + "]";
			for (String unsupported : rule.unsupported()) {
				refusals.add(this.problems.error(route.key(), field + "." + unsupported,
						"Penstock does not serve " + unsupported + ", so the whole route is refused",
						"remove the field"));
			}
			filters(route, field, rule.filters(), refusals);
			for (int j = 0; j < rule.backends().size(); j++) {
				filters(route, field + ".backendRefs[" + j + "]", rule.backends().get(j).filters(), refusals);
			}
			for (int j = 0; j < rule.matches().size(); j++) {
				expressions(route, field + ".matches[" + j + "]", rule.matches().get(j), refusals);
			}
		}
		return refusals;
	}

	private void filters(HttpRoute route, String parent, List<Filter> filters, List<Problem> refusals) {
		for (int i = 0; i < filters.size(); i++) {
			if (filters.get(i) instanceof Filter.Unsupported(String type)) {
				refusals.add(this.problems.error(route.key(), parent + ".filters[" + i + "].type",
						"Penstock does not serve the filter " + type + ", so the whole route is refused",
						"remove the filter"));
			}
		}
	}

	private void expressions(HttpRoute route, String field, RouteMatch match, List<Problem> refusals) {
		if (match.path() instanceof PathMatch.Regex(String expression)) {
			expression(route, field + ".path.value", expression, refusals);
		}
		values(route, field + ".headers", match.headers(), refusals);
		values(route, field + ".queryParams", match.queryParams(), refusals);
	}

	private void values(HttpRoute route, String field, List<ValueMatch> values, List<Problem> refusals) {
		for (int i = 0; i < values.size(); i++) {
			if (values.get(i) instanceof ValueMatch.Regex(String _, String expression)) {
				expression(route, field + "[" + i + "].value", expression, refusals);
			}
		}
	}

	private void expression(HttpRoute route, String field, String expression, List<Problem> refusals) {
		try {
			Pattern.compile(expression);
		}
		catch (PatternSyntaxException ex) {
			refusals.add(this.problems.error(route.key(), field,
					expression + " is not an RE2 expression (" + ex.getDescription()
							+ "), so the whole route is refused",
					"correct it; see https://github.com/google/re2/wiki/Syntax"));
		}
	}

	/**
	 * Translates a rule.
	 * @param route the route
	 * @param index the position of the rule
	 * @param bindings the listeners that the route is bound to
	 */
	RouteRule translate(HttpRoute route, int index, List<ListenerBinding> bindings) {
		Rule rule = route.rules().get(index);
		String field = "spec.rules[" + index + "]";
		List<WeightedBackend> targets = new ArrayList<>();
		for (int i = 0; i < rule.backends().size(); i++) {
			BackendReference reference = rule.backends().get(i);
			String at = field + ".backendRefs[" + i + "]";
			BackendTarget target = this.backends.resolve(route.key(), at, reference);
			targets.add(new WeightedBackend(reference.weight(), target,
					this.filters.translate(route.key(), at, reference.filters())));
		}
		return new RouteRule(route.key(), index, rule.name(), bindings,
				rule.matches().isEmpty() ? List.of(EVERYTHING) : rule.matches(),
				this.filters.translate(route.key(), field, rule.filters()), targets, rule.timeouts(), rule.retry());
	}

}
