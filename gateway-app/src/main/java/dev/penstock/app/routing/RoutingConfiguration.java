package dev.penstock.app.routing;

import java.util.List;

import dev.penstock.app.config.PenstockProperties;
import dev.penstock.app.listener.GatewaySockets;
import dev.penstock.filters.extproc.PickerChannels;
import dev.penstock.filters.route.ActiveRoutes;
import dev.penstock.filters.route.RuleWebHandler;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Hands tables to Spring Cloud Gateway. */
@Configuration(proxyBeanMethods = false)
public class RoutingConfiguration {

	@Bean
	TableRouteDefinitionLocator tableRouteDefinitionLocator() {
		return new TableRouteDefinitionLocator();
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
