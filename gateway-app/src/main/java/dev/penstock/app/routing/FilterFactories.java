package dev.penstock.app.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

import dev.penstock.discovery.translate.FilterCatalogue;
import dev.penstock.filters.route.RuleView;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.event.FilterArgsEvent;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.cloud.gateway.support.HasRouteId;

/**
 * Makes filters of definitions, in Spring Cloud Gateway's way, and so knows which can be
 * made: those of Spring Cloud Gateway and the application's own.
 */
public final class FilterFactories implements FilterCatalogue {

	/** The package whose filters are for the filter types of the Gateway API. */
	private static final String OURS = RuleView.class.getPackageName()
		.substring(0, RuleView.class.getPackageName().lastIndexOf('.'));

	/** What filters of Spring Cloud Gateway need that are not always there. */
	private static final Map<String, String> NEEDS = Map.of("RequestRateLimiter",
			"set spring.data.redis.host or spring.data.redis.url, or add a RateLimiter bean to the gateway",
			"TokenRelay",
			"add spring-boot-starter-security-oauth2-client with a SecurityWebFilterChain bean of yours to loader.path");

	private final Map<String, GatewayFilterFactory<?>> byName = new HashMap<>();

	private final ConfigurationService configuration;

	/**
	 * Creates an object that knows some filters.
	 * @param factories the factories
	 * @param configuration binds arguments
	 */
	FilterFactories(List<GatewayFilterFactory<?>> factories, ConfigurationService configuration) {
		this.configuration = configuration;
		factories.forEach((factory) -> this.byName.put(factory.name(), factory));
	}

	@Override
	public @Nullable Objection check(String name, SortedMap<String, String> args) {
		GatewayFilterFactory<?> factory = this.byName.get(name);
		if (factory == null && NEEDS.containsKey(name)) {
			return new Objection(
					"names the filter " + name + " of Spring Cloud Gateway, which needs what the gateway does not have",
					NEEDS.get(name));
		}
		if (factory == null) {
			return new Objection("names the filter " + name + ", which the gateway does not have",
					"use one of " + String.join(", ", offered())
							+ ", or add a GatewayFilterFactory bean of that name to the gateway");
		}
		if (isOurs(factory)) {
			return new Objection("names the filter " + name + ", which is for routes themselves",
					"use the filter type of the Gateway API");
		}
		try {
			attempt(factory, args);
			return null;
		}
		catch (RuntimeException ex) {
			return new Objection("has args that the filter " + name + " does not take: " + reason(ex),
					"correct spec.args");
		}
	}

	private List<String> offered() {
		TreeSet<String> names = new TreeSet<>();
		this.byName.forEach((name, factory) -> {
			if (!isOurs(factory)) {
				names.add(name);
			}
		});
		return List.copyOf(names);
	}

	private static boolean isOurs(GatewayFilterFactory<?> factory) {
		return factory.getClass().getPackageName().startsWith(OURS);
	}

	/** Returns what failed first, which is the innermost cause. */
	private static String reason(Throwable failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		String message = cause.getMessage();
		return (message != null) ? message.lines().findFirst().orElse("") : cause.getClass().getSimpleName();
	}

	/**
	 * Makes filters.
	 * @param id the identity that they get, in place of a route's
	 * @param definitions the definitions
	 * @return the filters, in the same order
	 */
	List<GatewayFilter> make(String id, List<FilterDefinition> definitions) {
		List<GatewayFilter> filters = new ArrayList<>();
		for (FilterDefinition definition : definitions) {
			GatewayFilterFactory<?> factory = this.byName.get(definition.getName());
			if (factory == null) {
				throw new IllegalStateException("there is no filter " + definition.getName());
			}
			filters.add(make(id, factory, definition.getArgs()));
		}
		return filters;
	}

	private <C> GatewayFilter make(String id, GatewayFilterFactory<C> factory, Map<String, String> args) {
		C config = binding(factory, args).eventFunction((_, properties) -> new FilterArgsEvent(this, id, properties))
			.bind();
		if (config instanceof HasRouteId named) {
			named.setRouteId(id);
		}
		return factory.apply(config);
	}

	/** Makes a filter of which nobody is to hear. */
	private <C> void attempt(GatewayFilterFactory<C> factory, Map<String, String> args) {
		C config = binding(factory, args).bind();
		if (config instanceof HasRouteId named) {
			named.setRouteId("check");
		}
		factory.apply(config);
	}

	private <C> ConfigurationService.ConfigurableBuilder<C, GatewayFilterFactory<C>> binding(
			GatewayFilterFactory<C> factory, Map<String, String> args) {
		return this.configuration.with(factory).name(factory.name()).properties(new LinkedHashMap<>(args));
	}

}
