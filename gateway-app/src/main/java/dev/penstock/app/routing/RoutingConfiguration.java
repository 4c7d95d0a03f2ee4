package dev.penstock.app.routing;

import java.util.List;

import dev.penstock.app.config.PenstockProperties;
import dev.penstock.app.listener.GatewaySockets;
import dev.penstock.filters.extproc.PickerChannels;
import dev.penstock.filters.route.ActiveRoutes;
import dev.penstock.filters.route.RuleWebHandler;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.route.CachingRouteLocator;
import org.springframework.cloud.gateway.route.CompositeRouteLocator;
import org.springframework.cloud.gateway.route.RouteDefinitionRouteLocator;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import reactor.core.publisher.Flux;

/** Hands tables to Spring Cloud Gateway. */
@Configuration(proxyBeanMethods = false)
public class RoutingConfiguration {

	@Bean
	TableRouteDefinitionLocator tableRouteDefinitionLocator() {
		return new TableRouteDefinitionLocator();
	}

	/**
	 * Takes the place of Spring Cloud Gateway's bean of that name, of which it differs in
	 * how routes are made of definitions.
	 */
	@Bean
	@Primary
	RouteLocator cachedCompositeRouteLocator(List<RouteLocator> locators, TableRouteDefinitionLocator definitions,
			GatewayProperties properties) {
		List<RouteLocator> all = locators.stream()
			.map((locator) -> (locator instanceof RouteDefinitionRouteLocator maker)
					? new TableRouteLocator(maker, definitions, properties) : locator)
			.toList();
		return new CachingRouteLocator(new CompositeRouteLocator(Flux.fromIterable(all)));
	}

	@Bean
	FilterFactories filterFactories(List<GatewayFilterFactory<?>> factories, ConfigurationService configuration) {
		return new FilterFactories(factories, configuration);
	}

	@Bean
	RouteActivation.Routes routes(TableRouteDefinitionLocator definitions, RouteLocator locator, RuleWebHandler handler,
			ActiveRoutes active, PickerChannels pickers, ApplicationEventPublisher events) {
		return new RouteActivation.Routes(definitions, locator, handler, active, new PickerConnections(pickers),
				events);
	}

	@Bean
	RouteActivation routeActivation(RouteActivation.Routes routes, FilterFactories factories, GatewaySockets sockets,
			PenstockProperties properties) {
		return new RouteActivation(routes, factories, sockets, new SocketNaming(properties.address()));
	}

}
