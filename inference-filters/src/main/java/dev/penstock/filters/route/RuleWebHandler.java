package dev.penstock.filters.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.springframework.cloud.gateway.filter.ForwardPathFilter;
import org.springframework.cloud.gateway.filter.ForwardRoutingFilter;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyRoutingFilter;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.filter.WebsocketRoutingFilter;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Passes requests through the filters of their rule, which were put together when the
 * rule was activated. Requests to routes that the application defines itself pass the
 * filters of Spring Cloud Gateway as ever.
 */
public final class RuleWebHandler extends FilteringWebHandler {

	/**
	 * What Spring Cloud Gateway routes by and writes with: rules have filters of their
	 * own for both.
	 */
	private static final Set<Class<? extends GlobalFilter>> REPLACED = Set.of(NettyRoutingFilter.class,
			NettyWriteResponseFilter.class, RouteToRequestUrlFilter.class, ForwardPathFilter.class,
			ForwardRoutingFilter.class, WebsocketRoutingFilter.class);

	private final RuleFilters ruleFilters;

	/**
	 * Creates a handler.
	 * @param globalFilters all global filters of the application
	 */
	public RuleWebHandler(List<GlobalFilter> globalFilters) {
		super(globalFilters, false);
		this.ruleFilters = new RuleFilters(
				globalFilters.stream().filter((filter) -> !REPLACED.contains(filter.getClass())).toList());
	}

	/**
	 * Puts together what requests to a rule pass.
	 * @param route the rule's route
	 * @return the global filters and those of the route, sorted
	 */
	public List<GatewayFilter> filters(Route route) {
		return this.ruleFilters.getAllFilters(route);
	}

	/**
	 * Puts together what requests to a backend with filters of its own pass.
	 * @param route the rule's route
	 * @param more the filters of the backend, in their order
	 * @return the global filters and those of the route and the backend, sorted
	 */
	public List<GatewayFilter> filters(Route route, List<GatewayFilter> more) {
		List<GatewayFilter> ordered = new ArrayList<>(route.getFilters());
		int next = route.getFilters().size();
		for (GatewayFilter filter : more) {
			next++;
			ordered.add((filter instanceof Ordered) ? filter : new OrderedGatewayFilter(filter, next));
		}
		return this.ruleFilters.getAllFilters(Route.async()
			.id(route.getId())
			.uri(route.getUri())
			.predicate((_) -> true)
			.replaceFilters(ordered)
			.build());
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		CompiledRule rule = exchange.getAttribute(CompiledRule.ATTRIBUTE);
		if (rule == null) {
			return super.handle(exchange);
		}
		return new Chain(rule.view().backends().haveFilters() ? chooseBackend(exchange, rule) : rule.filters(), 0)
			.filter(exchange);
	}

	private static List<GatewayFilter> chooseBackend(ServerWebExchange exchange, CompiledRule rule) {
		BackendView backend = rule.view().backends().choose();
		if (backend != null) {
			exchange.getAttributes().put(BackendView.ATTRIBUTE, backend);
		}
		return rule.filters(backend);
	}

	/**
	 * Is the rest of a request's way.
	 *
	 * @param filters all filters
	 * @param index the position of the next one
	 */
	private record Chain(List<GatewayFilter> filters, int index) implements GatewayFilterChain {

		@Override
		public Mono<Void> filter(ServerWebExchange exchange) {
			if (this.index == this.filters.size()) {
				return Mono.empty();
			}
			Chain rest = new Chain(this.filters, this.index + 1);
			return Mono.defer(() -> this.filters.get(this.index).filter(exchange, rest));
		}

	}

	/** Sorts the filters that rules have. */
	private static final class RuleFilters extends FilteringWebHandler {

		RuleFilters(List<GlobalFilter> globalFilters) {
			super(globalFilters, false);
		}

		@Override
		protected List<GatewayFilter> getAllFilters(Route route) {
			return super.getAllFilters(route);
		}

	}

}
