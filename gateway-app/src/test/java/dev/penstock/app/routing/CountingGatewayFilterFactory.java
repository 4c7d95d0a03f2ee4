package dev.penstock.app.routing;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.cloud.gateway.support.ConfigurationService;
import org.springframework.core.convert.ConversionService;
import org.springframework.validation.Validator;

/** Makes filters that do nothing, and takes note of their tags. */
final class CountingGatewayFilterFactory extends AbstractGatewayFilterFactory<CountingGatewayFilterFactory.Config> {

	private final List<String> made = new ArrayList<>();

	CountingGatewayFilterFactory() {
		super(Config.class);
	}

	/** Returns the tags of the filters that were made, in their order. */
	List<String> made() {
		return List.copyOf(this.made);
	}

	@Override
	public GatewayFilter apply(Config config) {
		this.made.add(config.tag);
		return (exchange, chain) -> chain.filter(exchange);
	}

	/** Returns the definition of such a filter. */
	static FilterDefinition definition(String tag) {
		FilterDefinition definition = new FilterDefinition();
		definition.setName("Counting");
		definition.addArg("tag", tag);
		return definition;
	}

	/** Returns what binds the arguments of filters and predicates. */
	static ConfigurationService configuration() {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("conversion", ApplicationConversionService.getSharedInstance());
		ConfigurationService configuration = new ConfigurationService(beans,
				beans.getBeanProvider(ConversionService.class), beans.getBeanProvider(Validator.class));
		configuration.setApplicationEventPublisher((_) -> {
		});
		return configuration;
	}

	/** Configures {@link CountingGatewayFilterFactory}. */
	public static final class Config {

		private String tag = "";

		public void setTag(String tag) {
			this.tag = tag;
		}

	}

}
