package dev.penstock.app.routing;

import java.util.List;

import org.springframework.cloud.gateway.route.RouteDefinition;
import org.springframework.cloud.gateway.route.RouteDefinitionLocator;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * Gives Spring Cloud Gateway the definitions of the newest table. One who wants routes of
 * some definitions only says so in the context of the subscription.
 */
public final class TableRouteDefinitionLocator implements RouteDefinitionLocator {

	private volatile List<RouteDefinition> definitions = List.of();

	@Override
	public Flux<RouteDefinition> getRouteDefinitions() {
		return Flux.deferContextual((context) -> Flux.fromIterable(context.hasKey(TableRouteDefinitionLocator.class)
				? context.<List<RouteDefinition>>get(TableRouteDefinitionLocator.class) : get()));
	}

	/**
	 * Makes a context in which others are given some definitions in place of all.
	 * @param some the definitions
	 * @return the context
	 */
	static Context only(List<RouteDefinition> some) {
		return Context.of(TableRouteDefinitionLocator.class, some);
	}

	void set(List<RouteDefinition> definitions) {
		this.definitions = List.copyOf(definitions);
	}

	List<RouteDefinition> get() {
		return this.definitions;
	}

}
