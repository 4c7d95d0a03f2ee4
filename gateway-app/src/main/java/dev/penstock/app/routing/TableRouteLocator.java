package dev.penstock.app.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.filters.route.RuleView;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionRouteLocator;
import org.springframework.cloud.gateway.route.RouteLocator;
import reactor.core.publisher.Flux;

/**
 * Has Spring Cloud Gateway make routes of definitions, but those of a table only where
 * their predicates or filters are new: what was made of others is kept, as binding its
 * arguments again would make a change as dear as there are routes. A filter that is kept
 * also keeps what it knows, such as the state of a circuit breaker. Order and metadata
 * are always those of the newest definition.
 */
final class TableRouteLocator implements RouteLocator {

	private final RouteDefinitionRouteLocator maker;

	private final TableRouteDefinitionLocator definitions;

	private final GatewayProperties properties;

	private volatile Made made = new Made(List.of(), Map.of());

	/**
	 * Creates a locator that has made nothing yet.
	 * @param maker makes routes of all definitions, or of those that its subscriber names
	 * @param definitions the definitions of the newest table
	 * @param properties know the filters that all routes have
	 */
	TableRouteLocator(RouteDefinitionRouteLocator maker, TableRouteDefinitionLocator definitions,
			GatewayProperties properties) {
		this.maker = maker;
		this.definitions = definitions;
		this.properties = properties;
	}

	@Override
	public Flux<Route> getRoutes() {
		return Flux.defer(() -> {
			List<FilterDefinition> defaults = List.copyOf(this.properties.getDefaultFilters());
			Made before = this.made.under(defaults);
			List<RouteDefinition> missing = new ArrayList<>();
			List<RouteDefinition> all = this.definitions.get();
			Map<String, Route> byId = HashMap.newHashMap(all.size());
			for (RouteDefinition definition : all) {
				Route route = before.of(definition);
				if (route != null) {
					byId.put(definition.getId(), renew(route, definition));
				}
				else {
					missing.add(definition);
				}
			}
			return this.maker.getRoutes()
				.contextWrite(TableRouteDefinitionLocator.only(missing))
				.collectList()
				.flatMapIterable((routes) -> join(defaults, all, byId, routes));
		});
	}

	/**
	 * Returns all routes: those of the table, in its order, and then the others.
	 * @param byId the table's routes that are kept; takes those that were made
	 */
	private List<Route> join(List<FilterDefinition> defaults, List<RouteDefinition> all, Map<String, Route> byId,
			List<Route> made) {
		List<Route> others = new ArrayList<>();
		for (Route route : made) {
			if (route.getMetadata().containsKey(RuleView.METADATA_KEY)) {
				byId.put(route.getId(), route);
			}
			else {
				others.add(route);
			}
		}
		List<Route> joined = new ArrayList<>(all.size() + others.size());
		Map<String, Made.One> now = HashMap.newHashMap(all.size());
		for (RouteDefinition definition : all) {
			Route route = byId.get(definition.getId());
			if (route != null) {
				now.put(definition.getId(), new Made.One(definition.getPredicates(), definition.getFilters(), route));
				joined.add(route);
			}
		}
		this.made = new Made(defaults, now);
		joined.addAll(others);
		return joined;
	}

	private static Route renew(Route kept, RouteDefinition definition) {
		return Route.async(definition)
			.asyncPredicate(kept.getPredicate())
			.replaceFilters(new ArrayList<>(kept.getFilters()))
			.build();
	}

	/**
	 * Is what was made.
	 *
	 * @param defaults the filters that all routes had
	 * @param byId the routes by their identities
	 */
	private record Made(List<FilterDefinition> defaults, Map<String, One> byId) {

		Made under(List<FilterDefinition> others) {
			return this.defaults.equals(others) ? this : new Made(others, Map.of());
		}

		/** Returns the route that was made of such a definition. */
		@Nullable Route of(RouteDefinition definition) {
			One one = this.byId.get(definition.getId());
			return (one != null && one.predicates.equals(definition.getPredicates())
					&& one.filters.equals(definition.getFilters())) ? one.route : null;
		}

		/**
		 * Is a route with what it was made of.
		 *
		 * @param predicates its predicates
		 * @param filters its filters
		 * @param route the route
		 */
		private record One(List<PredicateDefinition> predicates, List<FilterDefinition> filters, Route route) {
		}

	}

}
