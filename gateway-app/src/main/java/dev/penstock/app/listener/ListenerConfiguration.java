package dev.penstock.app.listener;

import dev.penstock.filters.observe.RequestObserver;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** Binds the sockets of Gateways as the application's web server. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ShutdownProperties.class)
public class ListenerConfiguration {

	@Bean
	GatewaySockets gatewaySockets(RequestObserver observer, ShutdownProperties shutdown) {
		return new GatewaySockets(observer, shutdown.drain());
	}

	@Bean
	ReactiveWebServerFactory gatewayWebServerFactory(GatewaySockets sockets, ShutdownProperties shutdown,
			ReactorResourceFactory resources, ObjectProvider<NettyServerCustomizer> customizers) {
		GatewayWebServerFactory factory = new GatewayWebServerFactory(sockets, shutdown, resources);
		factory.getServerCustomizers().addAll(customizers.orderedStream().toList());
		return factory;
	}

	@Bean
	MeterBinder requestsInFlight(GatewaySockets sockets) {
		return (registry) -> Gauge.builder("penstock.requests.in.flight", sockets, GatewaySockets::inFlight)
			.description("Requests that are being served")
			.register(registry);
	}

}
