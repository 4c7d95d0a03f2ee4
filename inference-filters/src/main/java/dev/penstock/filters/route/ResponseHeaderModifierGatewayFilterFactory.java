package dev.penstock.filters.route;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Changes the headers of responses (Gateway API, {@code ResponseHeaderModifier}). */
public class ResponseHeaderModifierGatewayFilterFactory extends AbstractGatewayFilterFactory<HeaderModifierConfig> {

	/** Creates the factory. */
	public ResponseHeaderModifierGatewayFilterFactory() {
		super(HeaderModifierConfig.class);
	}

	@Override
	public GatewayFilter apply(HeaderModifierConfig config) {
		HeaderEdits edits = config.edits();
		return new GatewayFilter() {
			@Override
			public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
				return chain.filter(exchange)
					.then(Mono.fromRunnable(() -> edits.apply(exchange.getResponse().getHeaders())));
			}

			@Override
			public String toString() {
				return "ResponseHeaderModifier " + edits;
			}
		};
	}

}
