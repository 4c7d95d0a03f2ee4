package dev.penstock.app.routing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.penstock.discovery.model.BackendTarget;
import dev.penstock.discovery.model.CorsPolicy;
import dev.penstock.discovery.model.HeaderChanges;
import dev.penstock.discovery.model.ListenerBinding;
import dev.penstock.discovery.model.ListenerEntry;
import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ListenerProtocol;
import dev.penstock.discovery.model.PathChange;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteAction;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteRetry;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.discovery.model.RouteTimeouts;
import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.model.ServicePortKey;
import dev.penstock.discovery.model.WeightedBackend;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.PickerView;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.pool.UpstreamProtocol;
import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.route.HeaderEdits;
import dev.penstock.filters.route.ListenerView;
import dev.penstock.filters.route.RetryPolicy;
import dev.penstock.filters.route.RuleView;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.route.RouteDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RouteDefinitionEmitterTests {

	private static final ResourceKey POOL = new ResourceKey("InferencePool", "default", "pool");

	private static final ServicePortKey SERVICE = new ServicePortKey(new ResourceKey("Service", "default", "svc"), 80);

	private static final EndpointGroup NOBODY = new EndpointGroup(UpstreamProtocol.HTTP1, List.of());

	private final PoolView pool = new PoolView("default", "pool", NOBODY, new PickerView.BuiltIn());

	private final TableSlots slots = new TableSlots(new TableViews(Map.of(POOL, this.pool), Map.of(SERVICE, NOBODY)));

	@Test
	void eachRuleIsADefinitionWithItsRankAsOrder() {
		List<RouteDefinition> definitions = emit(
				List.of(rule(0, List.of(), poolBackend()), rule(1, List.of(), poolBackend())));
		assertThat(definitions).extracting(RouteDefinition::getId)
			.containsExactly("default/route/0", "default/route/1");
		assertThat(definitions).extracting(RouteDefinition::getOrder).containsExactly(0, 1);
		assertThat(definitions).allSatisfy((definition) -> {
			assertThat(definition.getPredicates()).singleElement()
				.satisfies((predicate) -> assertThat(predicate.getName()).isEqualTo("HttpRoute"));
			assertThat(definition.getPredicates().getFirst().getArgs()).containsEntry("rule", definition.getId())
				.containsEntry("matches", "GET Prefix /v1 on default/gw/http [a.example.com]");
		});
	}

	@Test
	void headerModifiersAreFiltersInTheRulesOrder() {
		HeaderChanges changes = new HeaderChanges(List.of(new HeaderChanges.Header("x-a", "1")),
				List.of(new HeaderChanges.Header("x-b", "2")), List.of("x-c", "x-d"));
		List<FilterDefinition> filters = emit(rule(0, List.of(new RouteAction.ResponseHeaderModifier(changes),
				new RouteAction.RequestHeaderModifier(changes)), poolBackend()))
			.getFilters();
		assertThat(filters).extracting(FilterDefinition::getName)
			.containsExactly("ResponseHeaderModifier", "RequestHeaderModifier");
		assertThat(filters.getFirst().getArgs()).isEqualTo(Map.of("set[0].name", "x-a", "set[0].value", "1",
				"add[0].name", "x-b", "add[0].value", "2", "remove[0]", "x-c", "remove[1]", "x-d"));
	}

	@Test
	void preflightsComeFirstAndRedirectsLast() {
		RouteAction redirect = new RouteAction.RequestRedirect("https", null, null, new PathChange.ReplacePrefix("/v2"),
				301);
		RouteAction cors = new RouteAction.Cors(
				new CorsPolicy(List.of("*"), false, List.of(), List.of(), List.of(), 5));
		RouteDefinition definition = emit(
				rule(0, List.of(redirect, new RouteAction.UrlRewrite("a", PathChange.NONE), cors)));
		assertThat(definition.getFilters()).extracting(FilterDefinition::getName)
			.containsExactly("Cors", "UrlRewrite", "RequestRedirect");
		assertThat(definition.getFilters().getLast().getArgs())
			.isEqualTo(Map.of("scheme", "https", "statusCode", "301", "prefix", "/v1", "replacement", "/v2"));
		assertThat(((RuleView) definition.getMetadata().get(RuleView.METADATA_KEY)).listeners())
			.containsEntry("127.0.0.1:8080", new ListenerView(8080, "http"));
	}

	@Test
	void valuesAreNeverTakenForExpressions() {
		HeaderChanges changes = new HeaderChanges(List.of(new HeaderChanges.Header("x-a", "#{'a' + 1}")), List.of(),
				List.of());
		assertThat(emit(rule(0, List.of(new RouteAction.RequestHeaderModifier(changes)), poolBackend())).getFilters()
			.getFirst()
			.getArgs()).containsEntry("set[0].value", "#{'#{''a'' + 1}'}");
	}

	@Test
	void mirrorsAreInThePayloadAndThoseThatLeadNowhereAreDropped() {
		RouteDefinition definition = emit(rule(0,
				List.of(new RouteAction.RequestMirror(
						new BackendTarget.Unresolved(SERVICE.service(), "BackendNotFound", "is missing"), 1, 1),
						new RouteAction.RequestMirror(new BackendTarget.Service(SERVICE), 1, 4)),
				poolBackend()));
		assertThat(definition.getFilters()).singleElement()
			.satisfies((filter) -> assertThat(filter.getArgs()).containsEntry("index", "0")
				.containsEntry("to", "Service default/svc:80, 1 of 4"));
		RuleView view = (RuleView) definition.getMetadata().get(RuleView.METADATA_KEY);
		assertThat(view.mirrors()).singleElement().satisfies((mirror) -> assertThat(mirror.denominator()).isEqualTo(4));
	}

	@Test
	void backendWithOtherFiltersPassesAllOfThem() {
		HeaderChanges changes = new HeaderChanges(List.of(new HeaderChanges.Header("x-a", "1")), List.of(), List.of());
		BackendView backend = view(rule(0, List.of(), new WeightedBackend(1, new BackendTarget.Pool(POOL), List
			.of(new RouteAction.RequestHeaderModifier(changes), new RouteAction.UrlRewrite("a", PathChange.NONE)))))
			.backends()
			.choose();
		assertThat(backend).isNotNull();
		assertThat(backend.requestHeaders().isEmpty()).isTrue();
		assertThat(backend.filters()).extracting(FilterDefinition::getName)
			.containsExactly("RequestHeaderModifier", "UrlRewrite");
	}

	@Test
	void payloadHoldsTheSlotsOfTheTablesPoolsAndServices() {
		RuleView view = view(rule(0, List.of(), poolBackend(),
				new WeightedBackend(3, new BackendTarget.Service(SERVICE), List.of()), new WeightedBackend(1,
						new BackendTarget.Unresolved(SERVICE.service(), "BackendNotFound", "is missing"), List.of())));
		assertThat(view.route()).isEqualTo("default/route");
		assertThat(view.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(view.backendTimeout()).as("zero is no limit").isNull();
		assertThat(view.retry()).isEqualTo(new RetryPolicy(Set.of(503), 2, Duration.ZERO));
		assertThat(view.describe()).containsExactly("InferencePool default/pool (weight 1)",
				"Service default/svc:80 (weight 3)", "unresolved: is missing (weight 1)");
	}

	@Test
	void endpointsThatChangeAreSeenThroughThePayload() {
		RuleView view = view(rule(0, List.of(), poolBackend()));
		BackendView backend = view.backends().choose();
		PoolView newer = new PoolView("default", "pool", NOBODY, new PickerView.BuiltIn());
		this.slots.update(new TableViews(Map.of(POOL, newer), Map.of(SERVICE, NOBODY)));
		assertThat(backend).isNotNull();
		assertThat(backend.target()).isInstanceOfSatisfying(BackendView.Target.Pool.class,
				(target) -> assertThat(target.pool().get()).isSameAs(newer));
	}

	@Test
	void backendKeepsItsOwnHeaderModifiers() {
		HeaderChanges changes = new HeaderChanges(List.of(new HeaderChanges.Header("x-a", "1")), List.of(), List.of());
		BackendView backend = view(rule(0, List.of(), new WeightedBackend(1, new BackendTarget.Pool(POOL),
				List.of(new RouteAction.RequestHeaderModifier(changes)))))
			.backends()
			.choose();
		assertThat(backend).isNotNull();
		assertThat(backend.requestHeaders().set()).containsExactly(new HeaderEdits.Edit("x-a", "1"));
		assertThat(backend.responseHeaders().isEmpty()).isTrue();
	}

	@Test
	void poolThatTheTableDoesNotHaveIsABrokenInvariant() {
		ResourceKey unknown = new ResourceKey("InferencePool", "default", "unknown");
		assertThatIllegalStateException()
			.isThrownBy(
					() -> emit(rule(0, List.of(), new WeightedBackend(1, new BackendTarget.Pool(unknown), List.of()))))
			.withMessageContaining("default/unknown");
	}

	private RuleView view(RouteRule rule) {
		return (RuleView) emit(rule).getMetadata().get(RuleView.METADATA_KEY);
	}

	private RouteDefinition emit(RouteRule rule) {
		return emit(List.of(rule)).getFirst();
	}

	private List<RouteDefinition> emit(List<RouteRule> rules) {
		ListenerEntry listener = new ListenerEntry(new ResourceKey("Gateway", "default", "gw"), "http", List.of(), 8080,
				8080, ListenerProtocol.HTTP, null);
		return RouteDefinitionEmitter.emit(
				new RoutingTable(1, List.of(listener), rules, new TreeMap<>(), new TreeMap<>()), this.slots,
				new SocketNaming("127.0.0.1"));
	}

	private static WeightedBackend poolBackend() {
		return new WeightedBackend(1, new BackendTarget.Pool(POOL), List.of());
	}

	private static RouteRule rule(int index, List<RouteAction> actions, WeightedBackend... backends) {
		ListenerKey listener = new ListenerKey(new ResourceKey("Gateway", "default", "gw"), "http");
		return new RouteRule(new ResourceKey("HTTPRoute", "default", "route"), index, null,
				List.of(new ListenerBinding(listener, List.of("a.example.com"))),
				List.of(new RouteMatch(new PathMatch.Prefix("/v1"), "GET", List.of(), List.of())), actions,
				List.of(backends), new RouteTimeouts(Duration.ofSeconds(5), Duration.ZERO),
				new RouteRetry(new TreeSet<>(Set.of(503)), 2, null));
	}

}
