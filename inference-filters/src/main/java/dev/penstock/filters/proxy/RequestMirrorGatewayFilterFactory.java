package dev.penstock.filters.proxy;

import java.util.List;

import dev.penstock.filters.route.MirrorView;
import dev.penstock.filters.route.RuleView;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Sends copies of requests elsewhere (Gateway API, {@code RequestMirror}). */
public class RequestMirrorGatewayFilterFactory
		extends AbstractGatewayFilterFactory<RequestMirrorGatewayFilterFactory.Config> {

	private final RequestMirrors mirrors;

	/**
	 * Creates the factory.
	 * @param mirrors sends the copies
	 */
	public RequestMirrorGatewayFilterFactory(RequestMirrors mirrors) {
		super(Config.class);
		this.mirrors = mirrors;
	}

	@Override
	public GatewayFilter apply(Config config) {
		int index = config.getIndex();
		String to = config.getTo();
		RequestMirrors mirrors = this.mirrors;
		return new GatewayFilter() {
			@Override
			public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
				RuleView rule = exchange.getAttribute(RuleView.ATTRIBUTE);
				List<MirrorView> views = (rule != null) ? rule.mirrors() : List.of();
				if (rule == null || index >= views.size() || !views.get(index).takesNext()) {
					return chain.filter(exchange);
				}
				return mirrors.mirror(exchange, chain, rule, views.get(index).backend());
			}

			@Override
			public String toString() {
				return "RequestMirror to " + to;
			}
		};
	}

	/** Configures {@link RequestMirrorGatewayFilterFactory}. */
	public static class Config {

		private int index;

		private String to = "";

		/**
		 * Returns which of the rule's mirrors is meant.
		 * @return the position in {@link RuleView#mirrors()}
		 */
		public int getIndex() {
			return this.index;
		}

		public void setIndex(int index) {
			this.index = index;
		}

		/**
		 * Returns where copies go, in words.
		 * @return the backend and the share of requests
		 */
		public String getTo() {
			return this.to;
		}

		public void setTo(String to) {
			this.to = to;
		}

	}

}
