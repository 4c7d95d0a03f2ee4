package dev.penstock.app.routing;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.penstock.filters.route.HttpRouteRoutePredicateFactory;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.route.WeightedBackends;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.handler.predicate.MethodRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.handler.predicate.RoutePredicateFactory;
import org.springframework.cloud.gateway.route.CompositeRouteDefinitionLocator;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionRouteLocator;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TableRouteLocatorTests {

	private final TableRouteDefinitionLocator table = new TableRouteDefinitionLocator();

	private final List<RouteDefinition> others = new ArrayList<>();

	private final GatewayProperties properties = new GatewayProperties();

	private final CountingGatewayFilterFactory filters = new CountingGatewayFilterFactory();

	private final TableRouteLocator locator = new TableRouteLocator(maker(), this.table, this.properties);

	@SuppressWarnings("rawtypes") // as the constructor wants it
	private RouteDefinitionRouteLocator maker() {
		List<RoutePredicateFactory> predicates = List.of(new HttpRouteRoutePredicateFactory(),
				new MethodRoutePredicateFactory());
		return new RouteDefinitionRouteLocator(
				new CompositeRouteDefinitionLocator(Flux.just(this.table, () -> Flux.fromIterable(this.others))),
				predicates, List.of(this.filters), this.properties, CountingGatewayFilterFactory.configuration());
	}

	@Test
	void routeIsMadeOnceAsLongAsItsPredicatesAndFiltersStay() {
		this.table.set(List.of(rule("a", 0, "1"), rule("b", 1, "1")));
		List<Route> before = routes();
		this.table.set(List.of(rule("a", 0, "1"), rule("b", 1, "2"), rule("c", 2, "1")));
		List<Route> after = routes();
		assertThat(this.filters.made()).containsExactly("1", "1", "2", "1");
		assertThat(after).extracting(Route::getId).containsExactly("a", "b", "c");
		assertThat(after.get(0).getFilters()).isEqualTo(before.get(0).getFilters());
		assertThat(after.get(0).getPredicate()).isSameAs(before.get(0).getPredicate());
		assertThat(after.get(1).getFilters()).isNotEqualTo(before.get(1).getFilters());
	}

	@Test
	void orderAndPayloadAreThoseOfTheNewestDefinition() {
		RouteDefinition first = rule("a", 0, "1");
		this.table.set(List.of(first));
		routes();
		RouteDefinition moved = rule("a", 7, "1");
		this.table.set(List.of(moved));
		Route route = routes().getFirst();
		assertThat(route.getOrder()).isEqualTo(7);
		assertThat(route.getMetadata().get(RuleView.METADATA_KEY))
			.isSameAs(moved.getMetadata().get(RuleView.METADATA_KEY))
			.isNotSameAs(first.getMetadata().get(RuleView.METADATA_KEY));
	}

	@Test
	void routeIsMadeAnewWhenItsPredicateIsAnother() {
		this.table.set(List.of(rule("a", 0, "1")));
		routes();
		RouteDefinition other = rule("a", 0, "1");
		other.getPredicates().getFirst().addArg("matches", "something else");
		this.table.set(List.of(other));
		assertThat(routes().getFirst().getPredicate().toString()).contains("something else");
		assertThat(this.filters.made()).hasSize(2);
	}

	@Test
	void routeThatWentAndComesBackIsMadeAnew() {
		this.table.set(List.of(rule("a", 0, "1")));
		routes();
		this.table.set(List.of());
		assertThat(routes()).isEmpty();
		this.table.set(List.of(rule("a", 0, "1")));
		assertThat(routes()).hasSize(1);
		assertThat(this.filters.made()).hasSize(2);
	}

	@Test
	void everyRouteIsMadeAnewWhenTheFiltersOfAllRoutesAreOthers() {
		this.table.set(List.of(rule("a", 0, "1")));
		routes();
		this.properties.getDefaultFilters().add(CountingGatewayFilterFactory.definition("everywhere"));
		assertThat(routes().getFirst().getFilters()).hasSize(2);
		assertThat(this.filters.made()).containsExactly("1", "everywhere", "1");
	}

	@Test
	void routesThatTheApplicationDefinesAreMadeEachTimeAndNoRouteComesTwice() {
		this.table.set(List.of(rule("a", 0, "1")));
		RouteDefinition own = new RouteDefinition("own=https://example.com,Method=GET");
		own.setFilters(List.of(CountingGatewayFilterFactory.definition("own")));
		this.others.add(own);
		assertThat(routes()).extracting(Route::getId).containsExactly("a", "own");
		assertThat(routes()).extracting(Route::getId).containsExactly("a", "own");
		assertThat(this.filters.made()).containsExactly("1", "own", "own");
	}

	@Test
	void definitionThatCannotBeMadeFailsTheRefreshAndWhatWasMadeStays() {
		this.table.set(List.of(rule("a", 0, "1")));
		routes();
		RouteDefinition broken = rule("b", 1, "1");
		broken.getFilters().getFirst().setName("NoSuchFilter");
		this.table.set(List.of(rule("a", 0, "1"), broken));
		assertThatIllegalArgumentException().isThrownBy(this::routes).withMessageContaining("NoSuchFilter");
		this.table.set(List.of(rule("a", 0, "1")));
		assertThat(routes()).hasSize(1);
		assertThat(this.filters.made()).hasSize(1);
	}

	private List<Route> routes() {
		List<Route> routes = this.locator.getRoutes().collectList().block();
		return (routes != null) ? routes : List.of();
	}

	private static RouteDefinition rule(String id, int order, String tag) {
		PredicateDefinition predicate = new PredicateDefinition();
		predicate.setName("HttpRoute");
		predicate.addArg("rule", id);
		RouteDefinition definition = new RouteDefinition();
		definition.setId(id);
		definition.setOrder(order);
		definition.setUri(URI.create("penstock://backends"));
		definition.setPredicates(List.of(predicate));
		definition.setFilters(List.of(CountingGatewayFilterFactory.definition(tag)));
		definition.setMetadata(Map.of(RuleView.METADATA_KEY,
				new RuleView(id, id, new WeightedBackends(List.of()), null, null, null, List.of(), Map.of())));
		return definition;
	}

}
