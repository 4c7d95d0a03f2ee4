package dev.penstock.app.routing;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.penstock.discovery.model.HeaderChanges;
import dev.penstock.discovery.model.ListenerBinding;
import dev.penstock.discovery.model.ListenerEntry;
import dev.penstock.discovery.model.ListenerProtocol;
import dev.penstock.discovery.model.RouteAction;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteRetry;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.model.WeightedBackend;
import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.route.HeaderEdits;
import dev.penstock.filters.route.ListenerView;
import dev.penstock.filters.route.RetryPolicy;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.route.WeightedBackends;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.route.RouteDefinition;

/**
 * Emits Spring Cloud Gateway's definition of each rule: one definition a rule, its order
 * the rule's rank, its filters those of the rule, and what requests need of it as typed
 * payload in the metadata. Pure.
 */
final class RouteDefinitionEmitter {

	private final TableSlots slots;

	private final Map<String, ListenerView> listeners;

	private RouteDefinitionEmitter(TableSlots slots, Map<String, ListenerView> listeners) {
		this.slots = slots;
		this.listeners = listeners;
	}

	/**
	 * Emits the definitions of a table's rules.
	 * @param table the table
	 * @param slots the slots of the table's pools and Services
	 * @param sockets where listeners are bound
	 * @return the definitions, in the order of the rules
	 */
	static List<RouteDefinition> emit(RoutingTable table, TableSlots slots, SocketNaming sockets) {
		Map<String, ListenerView> listeners = new HashMap<>();
		for (ListenerEntry listener : table.listeners()) {
			String scheme = (listener.protocol() == ListenerProtocol.HTTP) ? "http" : "https";
			sockets.of(listener)
				.forEach((socket) -> listeners.put(socket.text(), new ListenerView(listener.port(), scheme)));
		}
		RouteDefinitionEmitter emitter = new RouteDefinitionEmitter(slots, listeners);
		List<RouteDefinition> definitions = new ArrayList<>(table.routes().size());
		for (RouteRule rule : table.routes()) {
			definitions.add(emitter.emit(rule, definitions.size()));
		}
		return definitions;
	}

	private RouteDefinition emit(RouteRule rule, int order) {
		FilterEmitter filters = new FilterEmitter(rule, this.slots);
		RouteDefinition definition = new RouteDefinition();
		definition.setId(rule.id());
		definition.setOrder(order);
		definition.setUri(URI.create("penstock://backends"));
		PredicateDefinition predicate = new PredicateDefinition();
		predicate.setName("HttpRoute");
		predicate.addArg("rule", rule.id());
		predicate.addArg("matches", describe(rule));
		definition.setPredicates(List.of(predicate));
		definition.setFilters(filters.emit(rule.actions()));
		definition.setMetadata(Map.of(RuleView.METADATA_KEY, payload(rule, filters)));
		return definition;
	}

	private RuleView payload(RouteRule rule, FilterEmitter filters) {
		List<BackendView> backends = rule.backends().stream().map((backend) -> backend(backend, filters)).toList();
		boolean redirects = rule.allActions().stream().anyMatch(RouteAction.RequestRedirect.class::isInstance);
		return new RuleView(rule.id(), rule.routeName(), new WeightedBackends(backends),
				limit(rule.timeouts().request()), limit(rule.timeouts().backendRequest()), retry(rule.retry()),
				filters.mirrors(), redirects ? this.listeners : Map.of());
	}

	/** Returns a limit, of which zero is none (GEP-1742). */
	private static @Nullable Duration limit(@Nullable Duration limit) {
		return (limit == null || limit.isZero()) ? null : limit;
	}

	private static @Nullable RetryPolicy retry(@Nullable RouteRetry retry) {
		return (retry != null) ? new RetryPolicy(retry.codes(), retry.attempts(),
				(retry.backoff() != null) ? retry.backoff() : Duration.ZERO) : null;
	}

	/** Keeps header modifiers out of the chain of filters where they are alone. */
	private BackendView backend(WeightedBackend backend, FilterEmitter filters) {
		HeaderEdits requestHeaders = HeaderEdits.NONE;
		HeaderEdits responseHeaders = HeaderEdits.NONE;
		List<RouteAction> others = new ArrayList<>();
		for (RouteAction action : backend.actions()) {
			switch (action) {
				case RouteAction.RequestHeaderModifier modifier -> requestHeaders = edits(modifier.headers());
				case RouteAction.ResponseHeaderModifier modifier -> responseHeaders = edits(modifier.headers());
				case RouteAction.RequestRedirect _, RouteAction.UrlRewrite _, RouteAction.RequestMirror _,
						RouteAction.Cors _, RouteAction.Extension _, RouteAction.Unresolved _ ->
					others.add(action);
			}
		}
		BackendView.Target target = filters.target(backend.target());
		return others.isEmpty() ? new BackendView(backend.weight(), target, requestHeaders, responseHeaders, List.of())
				: new BackendView(backend.weight(), target, HeaderEdits.NONE, HeaderEdits.NONE,
						filters.emit(backend.actions()));
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
