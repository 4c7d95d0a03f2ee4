package dev.penstock.app.routing;

import java.util.List;

import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionLocator;
import reactor.core.publisher.Flux;

/** Gives Spring Cloud Gateway the definitions of the newest table. */
public final class TableRouteDefinitionLocator implements RouteDefinitionLocator {

	private volatile List<RouteDefinition> definitions = List.of();

	@Override
	public Flux<RouteDefinition> getRouteDefinitions() {
		return Flux.defer(() -> Flux.fromIterable(this.definitions));
	}

	void set(List<RouteDefinition> definitions) {
		this.definitions = List.copyOf(definitions);
	}

	List<RouteDefinition> get() {
		return this.definitions;
	}

}
