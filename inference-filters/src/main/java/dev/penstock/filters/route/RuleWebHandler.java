package dev.penstock.filters.route;

import java.util.List;
import java.util.Set;

import org.springframework.cloud.gateway.filter.ForwardPathFilter;
import org.springframework.cloud.gateway.filter.ForwardRoutingFilter;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyRoutingFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.filter.WebsocketRoutingFilter;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.route.Route;
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

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		CompiledRule rule = exchange.getAttribute(CompiledRule.ATTRIBUTE);
		return (rule != null) ? new Chain(rule.filters(), 0).filter(exchange) : super.handle(exchange);
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
