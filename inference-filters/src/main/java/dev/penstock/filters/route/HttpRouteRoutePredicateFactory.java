package dev.penstock.filters.route;

import java.util.function.Predicate;

import org.springframework.cloud.gateway.handler.predicate.AbstractRoutePredicateFactory;
import org.springframework.cloud.gateway.handler.predicate.GatewayPredicate;
import org.springframework.web.server.ServerWebExchange;

/**
 * Says of a route that a rule of an HTTPRoute decides which requests it gets. The rule's
 * matches are in the index, which is asked before any predicate; this one holds for the
 * requests that the index gave to the rule, and explains the route to Actuator.
 */
public class HttpRouteRoutePredicateFactory
		extends AbstractRoutePredicateFactory<HttpRouteRoutePredicateFactory.Config> {

	/** Creates the factory. */
	public HttpRouteRoutePredicateFactory() {
		super(Config.class);
	}

	@Override
	public Predicate<ServerWebExchange> apply(Config config) {
		return new GatewayPredicate() {
			@Override
			public boolean test(ServerWebExchange exchange) {
				RuleView rule = exchange.getAttribute(RuleView.ATTRIBUTE);
				return rule != null && rule.id().equals(config.getRule());
			}

			@Override
			public Object getConfig() {
				return config;
			}

			@Override
			public String toString() {
				return "HTTPRoute " + config.getRule() + ": " + config.getMatches();
			}
		};
	}

	/** Configures {@link HttpRouteRoutePredicateFactory}. */
	public static class Config {

		private String rule = "";

		private String matches = "";

		/**
		 * Returns the rule's identity.
		 * @return such as {@code default/llm-route/0}
		 */
		public String getRule() {
			return this.rule;
		}

		public void setRule(String rule) {
			this.rule = rule;
		}

		/**
		 * Returns what the rule matches, in words.
		 * @return the listeners, host names and matches
		 */
		public String getMatches() {
			return this.matches;
		}

		public void setMatches(String matches) {
			this.matches = matches;
		}

	}

}
