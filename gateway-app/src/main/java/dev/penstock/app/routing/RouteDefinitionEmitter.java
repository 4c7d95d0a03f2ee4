package dev.penstock.app.routing;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.penstock.discovery.model.BackendTarget;
import dev.penstock.discovery.model.HeaderChanges;
import dev.penstock.discovery.model.ListenerBinding;
import dev.penstock.discovery.model.RouteAction;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteRetry;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.discovery.model.WeightedBackend;
import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.route.HeaderEdits;
import dev.penstock.filters.route.RetryPolicy;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.route.WeightedBackends;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.route.RouteDefinition;

/**
 * Emits Spring Cloud Gateway's definition of each rule: one definition a rule, its order
 * the rule's rank, its filters those of the rule, and what requests need of it as typed
 * payload in the metadata. Pure.
 */
final class RouteDefinitionEmitter {

	private RouteDefinitionEmitter() {
	}

	/**
	 * Emits the definitions of a table's rules.
	 * @param rules the rules, in order of precedence
	 * @param slots the slots of the table's pools and Services
	 * @return the definitions, in the same order
	 */
	static List<RouteDefinition> emit(List<RouteRule> rules, TableSlots slots) {
		List<RouteDefinition> definitions = new ArrayList<>(rules.size());
		for (RouteRule rule : rules) {
			definitions.add(emit(rule, definitions.size(), slots));
		}
		return definitions;
	}

	private static RouteDefinition emit(RouteRule rule, int order, TableSlots slots) {
		RouteDefinition definition = new RouteDefinition();
		definition.setId(rule.id());
		definition.setOrder(order);
		definition.setUri(URI.create("penstock://backends"));
		PredicateDefinition predicate = new PredicateDefinition();
		predicate.setName("HttpRoute");
		predicate.addArg("rule", rule.id());
		predicate.addArg("matches", describe(rule));
		definition.setPredicates(List.of(predicate));
		definition.setFilters(rule.actions().stream().map(RouteDefinitionEmitter::filter).toList());
		definition.setMetadata(Map.of(RuleView.METADATA_KEY, payload(rule, slots)));
		return definition;
	}

	private static FilterDefinition filter(RouteAction action) {
		FilterDefinition definition = new FilterDefinition();
		switch (action) {
			case RouteAction.RequestHeaderModifier modifier -> {
				definition.setName("RequestHeaderModifier");
				definition.setArgs(args(modifier.headers()));
			}
			case RouteAction.ResponseHeaderModifier modifier -> {
				definition.setName("ResponseHeaderModifier");
				definition.setArgs(args(modifier.headers()));
			}
		}
		return definition;
	}

	private static Map<String, String> args(HeaderChanges changes) {
		Map<String, String> args = new LinkedHashMap<>();
		headers("set", changes.set(), args);
		headers("add", changes.add(), args);
		for (int i = 0; i < changes.remove().size(); i++) {
			args.put("remove[" + i + "]", changes.remove().get(i));
		}
		return args;
	}

	private static void headers(String list, List<HeaderChanges.Header> headers, Map<String, String> args) {
		for (int i = 0; i < headers.size(); i++) {
			args.put(list + "[" + i + "].name", headers.get(i).name());
			args.put(list + "[" + i + "].value", headers.get(i).value());
		}
	}

	private static RuleView payload(RouteRule rule, TableSlots slots) {
		List<BackendView> backends = rule.backends().stream().map((backend) -> backend(backend, slots)).toList();
		return new RuleView(rule.id(), rule.route().qualifiedName(), new WeightedBackends(backends),
				limit(rule.timeouts().request()), limit(rule.timeouts().backendRequest()), retry(rule.retry()));
	}

	/** Returns a limit, of which zero is none (GEP-1742). */
	private static @Nullable Duration limit(@Nullable Duration limit) {
		return (limit == null || limit.isZero()) ? null : limit;
	}

	private static @Nullable RetryPolicy retry(@Nullable RouteRetry retry) {
		return (retry != null) ? new RetryPolicy(retry.codes(), retry.attempts(),
				(retry.backoff() != null) ? retry.backoff() : Duration.ZERO) : null;
	}

	private static BackendView backend(WeightedBackend backend, TableSlots slots) {
		HeaderEdits requestHeaders = HeaderEdits.NONE;
		HeaderEdits responseHeaders = HeaderEdits.NONE;
		for (RouteAction action : backend.actions()) {
			switch (action) {
				case RouteAction.RequestHeaderModifier modifier -> requestHeaders = edits(modifier.headers());
				case RouteAction.ResponseHeaderModifier modifier -> responseHeaders = edits(modifier.headers());
			}
		}
		return new BackendView(backend.weight(), switch (backend.target()) {
			case BackendTarget.Pool target -> new BackendView.Target.Pool(slots.pool(target.pool()));
			case BackendTarget.Service target ->
				new BackendView.Target.Service(target.service().toString(), slots.service(target.service()));
			case BackendTarget.Unresolved target -> new BackendView.Target.Unresolved(target.message());
		}, requestHeaders, responseHeaders);
	}

	private static HeaderEdits edits(HeaderChanges changes) {
		return new HeaderEdits(edits(changes.set()), edits(changes.add()), changes.remove());
	}

	private static List<HeaderEdits.Edit> edits(List<HeaderChanges.Header> headers) {
		return headers.stream().map((header) -> new HeaderEdits.Edit(header.name(), header.value())).toList();
	}

	private static String describe(RouteRule rule) {
		String where = rule.bindings().stream().map(RouteDefinitionEmitter::describe).collect(Collectors.joining(", "));
		String what = rule.matches().stream().map(RouteDefinitionEmitter::describe).collect(Collectors.joining(" or "));
		return what + " on " + where;
	}

	private static String describe(ListenerBinding binding) {
		return binding.listener() + (binding.hostnames().isEmpty() ? "" : " " + binding.hostnames());
	}

	private static String describe(RouteMatch match) {
		StringBuilder words = new StringBuilder();
		if (match.method() != null) {
			words.append(match.method()).append(' ');
		}
		words.append(match.path().getClass().getSimpleName()).append(' ').append(match.path().value());
		match.headers()
			.forEach((header) -> words.append(", header ").append(header.name()).append('=').append(header.value()));
		match.queryParams()
			.forEach((param) -> words.append(", query ").append(param.name()).append('=').append(param.value()));
		return words.toString();
	}

}
