package dev.penstock.filters.autoconfigure;

import java.util.List;

import dev.penstock.filters.route.ActiveRoutes;
import dev.penstock.filters.route.GatewayApiHandlerMapping;
import dev.penstock.filters.route.HttpRouteRoutePredicateFactory;
import dev.penstock.filters.route.CorsGatewayFilterFactory;
import dev.penstock.filters.route.RefusedGatewayFilterFactory;
import dev.penstock.filters.route.RequestHeaderModifierGatewayFilterFactory;
import dev.penstock.filters.route.RequestRedirectGatewayFilterFactory;
import dev.penstock.filters.route.ResponseHeaderModifierGatewayFilterFactory;
import dev.penstock.filters.route.RuleWebHandler;
import dev.penstock.filters.route.UrlRewriteGatewayFilterFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cloud.gateway.config.GatewayAutoConfiguration;
import org.springframework.cloud.gateway.config.GlobalCorsProperties;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.handler.FilteringWebHandler;
import org.springframework.cloud.gateway.handler.RoutePredicateHandlerMapping;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Looks requests up in the index of rules and passes them through the rules' filters. */
@AutoConfiguration(before = GatewayAutoConfiguration.class)
public class RouteAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ActiveRoutes activeRoutes() {
		return new ActiveRoutes();
	}

	@Bean
	@ConditionalOnMissingBean(FilteringWebHandler.class)
	RuleWebHandler ruleWebHandler(List<GlobalFilter> globalFilters) {
		return new RuleWebHandler(globalFilters);
	}

	@Bean
	@ConditionalOnMissingBean(RoutePredicateHandlerMapping.class)
	GatewayApiHandlerMapping gatewayApiHandlerMapping(FilteringWebHandler handler, RouteLocator locator,
			GlobalCorsProperties cors, Environment environment, ActiveRoutes routes) {
		return new GatewayApiHandlerMapping(handler, locator, cors, environment, routes);
	}

	@Bean
	HttpRouteRoutePredicateFactory httpRouteRoutePredicateFactory() {
		return new HttpRouteRoutePredicateFactory();
	}

	@Bean
	RequestHeaderModifierGatewayFilterFactory requestHeaderModifierGatewayFilterFactory() {
		return new RequestHeaderModifierGatewayFilterFactory();
	}

	@Bean
	RequestRedirectGatewayFilterFactory requestRedirectGatewayFilterFactory() {
		return new RequestRedirectGatewayFilterFactory();
	}

	@Bean
	UrlRewriteGatewayFilterFactory urlRewriteGatewayFilterFactory() {
		return new UrlRewriteGatewayFilterFactory();
	}

	@Bean
	CorsGatewayFilterFactory corsGatewayFilterFactory() {
		return new CorsGatewayFilterFactory();
	}

	@Bean
	RefusedGatewayFilterFactory refusedGatewayFilterFactory() {
		return new RefusedGatewayFilterFactory();
	}

	@Bean
	ResponseHeaderModifierGatewayFilterFactory responseHeaderModifierGatewayFilterFactory() {
		return new ResponseHeaderModifierGatewayFilterFactory();
	}

}
