package dev.penstock.filters.route;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Stands in for a filter that can't be made: it "MUST NOT be skipped", requests "MUST
 * receive a HTTP error response" (Gateway API, {@code HTTPRouteFilter.extensionRef}).
 */
public class RefusedGatewayFilterFactory extends AbstractGatewayFilterFactory<RefusedGatewayFilterFactory.Config> {

	/** Creates the factory. */
	public RefusedGatewayFilterFactory() {
		super(Config.class);
	}

	@Override
	public GatewayFilter apply(Config config) {
		String message = config.getMessage();
		return new GatewayFilter() {
			@Override
			public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
				return Mono.error(new RefusedRequestException(ReasonCode.INVALID_FILTER, message));
			}

			@Override
			public String toString() {
				return "Refused: " + message;
			}
		};
	}

	/** Configures {@link RefusedGatewayFilterFactory}. */
	public static class Config {

		private String message = "";

		/**
		 * Returns what is wrong with the filter.
		 * @return the message for clients and logs
		 */
		public String getMessage() {
			return this.message;
		}

		public void setMessage(String message) {
			this.message = message;
		}

	}

}
