package dev.penstock.app.routing;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.BackendTarget;
import dev.penstock.discovery.model.HeaderChanges;
import dev.penstock.discovery.model.ListenerBinding;
import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteAction;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.discovery.model.RouteTimeouts;
import dev.penstock.discovery.model.ServicePortKey;
import dev.penstock.discovery.model.WeightedBackend;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.PickerView;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.pool.UpstreamProtocol;
import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.route.HeaderEdits;
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
		List<RouteDefinition> definitions = RouteDefinitionEmitter
			.emit(List.of(rule(0, List.of(), poolBackend()), rule(1, List.of(), poolBackend())), this.slots);
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
	void payloadHoldsTheSlotsOfTheTablesPoolsAndServices() {
		RuleView view = view(rule(0, List.of(), poolBackend(),
				new WeightedBackend(3, new BackendTarget.Service(SERVICE), List.of()), new WeightedBackend(1,
						new BackendTarget.Unresolved(SERVICE.service(), "BackendNotFound", "is missing"), List.of())));
		assertThat(view.route()).isEqualTo("default/route");
		assertThat(view.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(view.backendTimeout()).isNull();
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
		return RouteDefinitionEmitter.emit(List.of(rule), this.slots).getFirst();
	}

	private static WeightedBackend poolBackend() {
		return new WeightedBackend(1, new BackendTarget.Pool(POOL), List.of());
	}

	private static RouteRule rule(int index, List<RouteAction> actions, WeightedBackend... backends) {
		ListenerKey listener = new ListenerKey(new ResourceKey("Gateway", "default", "gw"), "http");
		return new RouteRule(new ResourceKey("HTTPRoute", "default", "route"), index, null,
				List.of(new ListenerBinding(listener, List.of("a.example.com"))),
				List.of(new RouteMatch(new PathMatch.Prefix("/v1"), "GET", List.of(), List.of())), actions,
				List.of(backends), new RouteTimeouts(Duration.ofSeconds(5), null));
	}

}
