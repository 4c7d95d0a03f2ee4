package dev.penstock.filters.route;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Changes the headers of requests (Gateway API, {@code RequestHeaderModifier}). */
public class RequestHeaderModifierGatewayFilterFactory extends AbstractGatewayFilterFactory<HeaderModifierConfig> {

	/** Creates the factory. */
	public RequestHeaderModifierGatewayFilterFactory() {
		super(HeaderModifierConfig.class);
	}

	@Override
	public GatewayFilter apply(HeaderModifierConfig config) {
		HeaderEdits edits = config.edits();
		return new GatewayFilter() {
			@Override
			public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
				return chain.filter(exchange.mutate().request((request) -> request.headers(edits::apply)).build());
			}

			@Override
			public String toString() {
				return "RequestHeaderModifier " + edits;
			}
		};
	}

}
