package dev.penstock.filters.route;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Changes host and path of requests (Gateway API, {@code URLRewrite}). */
public class UrlRewriteGatewayFilterFactory
		extends AbstractGatewayFilterFactory<UrlRewriteGatewayFilterFactory.Config> {

	/** Creates the factory. */
	public UrlRewriteGatewayFilterFactory() {
		super(Config.class);
	}

	@Override
	public GatewayFilter apply(Config config) {
		PathRewrite rewrite = config.rewrite();
		String hostname = config.getHostname();
		return new GatewayFilter() {
			@Override
			public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
				return chain.filter(exchange.mutate().request((request) -> rewrite(exchange, request)).build());
			}

			private void rewrite(ServerWebExchange exchange, ServerHttpRequest.Builder request) {
				if (rewrite.type() != PathRewrite.Type.NONE) {
					request.path(rewrite.apply(RequestTarget.path(exchange.getRequest())));
				}
				if (hostname != null) {
					request.headers((headers) -> headers.set(HttpHeaders.HOST, hostname));
				}
			}

			@Override
			public String toString() {
				return "URLRewrite host " + hostname + ", path " + rewrite;
			}
		};
	}

	/** Configures {@link UrlRewriteGatewayFilterFactory}. */
	public static class Config extends PathRewriteConfig {

		private @Nullable String hostname;

		/**
		 * Returns the new host.
		 * @return the host, or null if it stays
		 */
		public @Nullable String getHostname() {
			return this.hostname;
		}

		public void setHostname(@Nullable String hostname) {
			this.hostname = hostname;
		}

	}

}
