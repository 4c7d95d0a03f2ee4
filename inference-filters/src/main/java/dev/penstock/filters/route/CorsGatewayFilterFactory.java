package dev.penstock.filters.route;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Answers preflights and tells browsers which responses pages of other origins may read
 * (Gateway API, {@code CORS}). What the backend says about it is replaced.
 */
public class CorsGatewayFilterFactory extends AbstractGatewayFilterFactory<CorsConfig> {

	private static final String EVERY = "*";

	/** What begins the names of all headers of responses that this is about. */
	private static final String PREFIX = "access-control-";

	/** Creates the factory. */
	public CorsGatewayFilterFactory() {
		super(CorsConfig.class);
	}

	@Override
	public GatewayFilter apply(CorsConfig config) {
		return new CorsFilter(config);
	}

	private static final class CorsFilter implements GatewayFilter {

		private final AllowedOrigins origins;

		private final boolean credentials;

		private final Values methods;

		private final Values headers;

		private final @Nullable String exposed;

		private final String maxAge;

		CorsFilter(CorsConfig config) {
			this.origins = new AllowedOrigins(config.getAllowOrigins());
			this.credentials = config.isAllowCredentials();
			this.methods = Values.of(config.getAllowMethods(), this.credentials);
			this.headers = Values.of(config.getAllowHeaders(), this.credentials);
			Values exposing = Values.of(config.getExposeHeaders(), this.credentials);
			// Nothing is requested that could be echoed, so that `*` with credentials is
			// nothing.
			this.exposed = exposing.fixed();
			this.maxAge = Integer.toString(config.getMaxAge());
		}

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
			ServerHttpRequest request = exchange.getRequest();
			String origin = request.getHeaders().getFirst(HttpHeaders.ORIGIN);
			if (origin == null) {
				return chain.filter(exchange);
			}
			String method = request.getHeaders().getFirst(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
			if (method == null || !HttpMethod.OPTIONS.equals(request.getMethod())) {
				return chain.filter(exchange)
					.then(Mono.fromRunnable(() -> allow(exchange.getResponse().getHeaders(), origin)));
			}
			HttpHeaders response = exchange.getResponse().getHeaders();
			exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
			if (allow(response, origin)) {
				set(response, HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, this.methods.answer(method));
				List<String> requested = request.getHeaders().getOrEmpty(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
				set(response, HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
						this.headers.answer(requested.isEmpty() ? null : String.join(", ", requested)));
				response.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, this.maxAge);
			}
			response.add(HttpHeaders.VARY, HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
			response.add(HttpHeaders.VARY, HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
			return Mono.empty();
		}

		/** Sets what preflights and other responses have in common. */
		private boolean allow(HttpHeaders response, String origin) {
			response.headerNames()
				.stream()
				.filter((name) -> name.toLowerCase(Locale.ROOT).startsWith(PREFIX))
				.toList()
				.forEach(response::remove);
			boolean any = this.origins.isEvery() && !this.credentials;
			if (!any) {
				response.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
			}
			if (!this.origins.contains(origin)) {
				return false;
			}
			response.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, any ? EVERY : origin);
			if (this.credentials) {
				response.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
			}
			set(response, HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, this.exposed);
			return true;
		}

		private static void set(HttpHeaders headers, String name, @Nullable String value) {
			if (value != null) {
				headers.set(name, value);
			}
		}

		@Override
		public String toString() {
			return "CORS methods " + this.methods + ", headers " + this.headers;
		}

	}

	/**
	 * Is what a header says: some values, or what was asked for.
	 *
	 * @param fixed the values; null for none
	 * @param echoed whether what was asked for is repeated, as {@code *} may not be said
	 */
	private record Values(@Nullable String fixed, boolean echoed) {

		static Values of(List<String> values, boolean credentials) {
			if (values.contains(EVERY)) {
				return credentials ? new Values(null, true) : new Values(EVERY, false);
			}
			return new Values(values.isEmpty() ? null : String.join(", ", values), false);
		}

		@Nullable String answer(@Nullable String asked) {
			return this.echoed ? asked : this.fixed;
		}

	}

}
