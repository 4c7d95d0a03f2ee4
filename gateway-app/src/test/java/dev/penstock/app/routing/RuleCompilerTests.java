package dev.penstock.app.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.route.CompiledRule;
import dev.penstock.filters.route.HeaderEdits;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.route.RuleWebHandler;
import dev.penstock.filters.route.WeightedBackends;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.route.Route;

import static org.assertj.core.api.Assertions.assertThat;

class RuleCompilerTests {

	private static final GatewayFilter OF_THE_ROUTE = (exchange, chain) -> chain.filter(exchange);

	private final CountingGatewayFilterFactory factory = new CountingGatewayFilterFactory();

	private final FilterFactories factories = new FilterFactories(List.of(this.factory),
			CountingGatewayFilterFactory.configuration());

	@Test
	void filtersOfBackendsAreMadeOnceAsLongAsTheyStay() {
		RuleView first = view(backend("a"), backend(), backend("b"));
		CompiledRule before = compile(Map.of(), first, OF_THE_ROUTE);
		RuleView second = view(backend("a"), backend(), backend("c"));
		CompiledRule after = compile(Map.of("r", before), second, OF_THE_ROUTE);
		assertThat(this.factory.made()).containsExactly("a", "b", "c");
		assertThat(after.filters()).isEqualTo(before.filters());
		assertThat(after.view()).isSameAs(second);
		assertThat(of(after, 0)).isEqualTo(of(before, 0));
		assertThat(of(after, 2)).isNotEqualTo(of(before, 2));
	}

	@Test
	void nothingIsKeptOfARuleWhoseRouteHasOtherFilters() {
		CompiledRule before = compile(Map.of(), view(backend("a")), OF_THE_ROUTE);
		GatewayFilter other = (exchange, chain) -> chain.filter(exchange);
		CompiledRule after = compile(Map.of("r", before), view(backend("a")), other);
		assertThat(after.filters()).containsExactly(other);
		assertThat(of(after, 0)).contains(other).doesNotContain(OF_THE_ROUTE);
		assertThat(this.factory.made()).containsExactly("a", "a");
	}

	@Test
	void backendThatComesFirstGetsNoFiltersOfAnother() {
		CompiledRule before = compile(Map.of(), view(backend("a")), OF_THE_ROUTE);
		CompiledRule after = compile(Map.of("r", before), view(backend("b"), backend("a")), OF_THE_ROUTE);
		assertThat(of(after, 0)).isNotEqualTo(of(before, 0));
		assertThat(this.factory.made()).containsExactly("a", "b", "a");
	}

	private CompiledRule compile(Map<String, CompiledRule> before, RuleView view, GatewayFilter filter) {
		Route route = Route.async()
			.id("r")
			.uri("penstock://backends")
			.predicate((_) -> true)
			.replaceFilters(new ArrayList<>(List.of(filter)))
			.build();
		return new RuleCompiler(new RuleWebHandler(List.of()), this.factories, before).compile(view, route);
	}

	private static List<GatewayFilter> of(CompiledRule rule, int backend) {
		return rule.backendFilters().get(rule.view().backends().eligible().get(backend));
	}

	private static RuleView view(BackendView... backends) {
		return new RuleView("r", "r", new WeightedBackends(List.of(backends)), null, null, null, List.of(), Map.of());
	}

	private static BackendView backend(String... tags) {
		List<FilterDefinition> filters = Stream.of(tags).map(CountingGatewayFilterFactory::definition).toList();
		return new BackendView(1, new BackendView.Target.Unresolved("nowhere"), HeaderEdits.NONE, HeaderEdits.NONE,
				filters);
	}

}
