package dev.penstock.filters.route;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Answers with redirects (Gateway API, {@code RequestRedirect}). The query stays, as the
 * specification changes the path only.
 */
public class RequestRedirectGatewayFilterFactory
		extends AbstractGatewayFilterFactory<RequestRedirectGatewayFilterFactory.Config> {

	/** Creates the factory. */
	public RequestRedirectGatewayFilterFactory() {
		super(Config.class);
	}

	@Override
	public GatewayFilter apply(Config config) {
		PathRewrite rewrite = config.rewrite();
		HttpStatusCode status = HttpStatusCode.valueOf(config.getStatusCode());
		return new GatewayFilter() {
			@Override
			public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
				ServerHttpResponse response = exchange.getResponse();
				response.setStatusCode(status);
				response.getHeaders().set(HttpHeaders.LOCATION, location(exchange, config, rewrite));
				response.getHeaders().setContentLength(0);
				return Mono.empty();
			}

			@Override
			public String toString() {
				return "RequestRedirect " + status.value() + " to scheme " + config.getScheme() + ", host "
						+ config.getHostname() + ", port " + config.getPort() + ", path " + rewrite;
			}
		};
	}

	private static String location(ServerWebExchange exchange, Config config, PathRewrite rewrite) {
		ServerHttpRequest request = exchange.getRequest();
		ListenerView listener = listener(exchange);
		String scheme = (config.getScheme() != null) ? config.getScheme() : listener.scheme();
		int port = (config.getPort() != null) ? config.getPort()
				: (config.getScheme() != null) ? ListenerView.wellKnownPort(scheme) : listener.port();
		String host = (config.getHostname() != null) ? config.getHostname() : RequestTarget.host(request);
		StringBuilder location = new StringBuilder();
		// HTTP/1.0 knows requests without a host: what is left is relative.
		if (!host.isEmpty()) {
			location.append(scheme).append("://").append(host);
			if (port != ListenerView.wellKnownPort(scheme)) {
				location.append(':').append(port);
			}
		}
		location.append(rewrite.apply(RequestTarget.path(request)));
		String query = request.getURI().getRawQuery();
		return (query != null) ? location.append('?').append(query).toString() : location.toString();
	}

	private static ListenerView listener(ServerWebExchange exchange) {
		RuleView rule = exchange.getAttribute(RuleView.ATTRIBUTE);
		Object socket = exchange.getRequest().getAttributes().get(GatewayApiHandlerMapping.SOCKET_ATTRIBUTE);
		ListenerView listener = (rule != null && socket != null) ? rule.listeners().get(socket.toString()) : null;
		if (listener != null) {
			return listener;
		}
		String scheme = "https".equals(exchange.getRequest().getURI().getScheme()) ? "https" : "http";
		return new ListenerView(ListenerView.wellKnownPort(scheme), scheme);
	}

	/** Configures {@link RequestRedirectGatewayFilterFactory}. */
	public static class Config extends PathRewriteConfig {

		private @Nullable String scheme;

		private @Nullable String hostname;

		private @Nullable Integer port;

		private int statusCode = 302;

		/**
		 * Returns the scheme of the new location.
		 * @return {@code http} or {@code https}, or null for the scheme of the request
		 */
		public @Nullable String getScheme() {
			return this.scheme;
		}

		public void setScheme(@Nullable String scheme) {
			this.scheme = scheme;
		}

		/**
		 * Returns the host of the new location.
		 * @return the host, or null for the host of the request
		 */
		public @Nullable String getHostname() {
			return this.hostname;
		}

		public void setHostname(@Nullable String hostname) {
			this.hostname = hostname;
		}

		/**
		 * Returns the port of the new location.
		 * @return the port, or null for the one that follows from scheme and listener
		 */
		public @Nullable Integer getPort() {
			return this.port;
		}

		public void setPort(@Nullable Integer port) {
			this.port = port;
		}

		/**
		 * Returns the status.
		 * @return the status of the response
		 */
		public int getStatusCode() {
			return this.statusCode;
		}

		public void setStatusCode(int statusCode) {
			this.statusCode = statusCode;
		}

	}

}
