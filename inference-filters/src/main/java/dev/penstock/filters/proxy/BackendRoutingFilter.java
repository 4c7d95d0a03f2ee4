package dev.penstock.filters.proxy;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import dev.penstock.filters.pick.EndpointPicker;
import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.upstream.UpstreamClient;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Sends requests that a rule serves to one of its backends. Runs after all other filters;
 * when it is done, the response's status and headers are those of the backend and may
 * still be changed, and {@link BackendResponseFilter} writes the body.
 */
public final class BackendRoutingFilter implements GlobalFilter, Ordered {

	private final UpstreamClient client;

	private final EndpointPicker picker;

	private final ProxySettings settings;

	/**
	 * Creates a filter.
	 * @param client sends requests to endpoints
	 * @param picker asks pools' endpoint pickers
	 * @param settings how requests are proxied
	 */
	public BackendRoutingFilter(UpstreamClient client, EndpointPicker picker, ProxySettings settings) {
		this.client = client;
		this.picker = picker;
		this.settings = settings;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		RuleView rule = exchange.getAttribute(RuleView.ATTRIBUTE);
		if (rule == null || ServerWebExchangeUtils.isAlreadyRouted(exchange)) {
			return chain.filter(exchange);
		}
		ServerWebExchangeUtils.setAlreadyRouted(exchange);
		BackendView backend = rule.backends().haveFilters() ? exchange.getAttribute(BackendView.ATTRIBUTE)
				: rule.backends().choose();
		if (backend == null) {
			return Mono.error(new RefusedRequestException(ReasonCode.INVALID_BACKEND,
					"rule " + rule.id() + " has no backend with a weight above 0"));
		}
		RoutedRequest routed = new RoutedRequest(exchange, rule, backend, this.client, this.settings);
		if (exchange.getAttributes().put(RoutedRequest.ATTRIBUTE, routed) instanceof RoutedRequest before) {
			// A filter sends the request elsewhere after all.
			before.close();
		}
		return routed.run(this.picker).then(chain.filter(exchange));
	}

}
