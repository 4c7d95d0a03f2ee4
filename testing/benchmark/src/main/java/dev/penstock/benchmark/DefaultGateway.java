package dev.penstock.benchmark;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;

/** Is a Spring Cloud Gateway with its defaults and one route, on port 18070. */
@SpringBootApplication
public class DefaultGateway {

	/**
	 * Starts the gateway.
	 * @param arguments Spring properties
	 */
	public static void main(String[] arguments) {
		System.setProperty("server.port", "18070");
		SpringApplication.run(DefaultGateway.class, arguments);
	}

	@Bean
	RouteLocator routes(RouteLocatorBuilder builder) {
		return builder.routes().route((route) -> route.path("/**").uri("http://127.0.0.1:8201")).build();
	}

}
