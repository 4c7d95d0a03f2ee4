package dev.penstock.app.routing;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures the circuit breakers of the filter {@code CircuitBreaker}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CircuitBreakerProperties.class)
public class CircuitBreakerConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CircuitBreakerRegistry circuitBreakerRegistry(CircuitBreakerProperties properties) {
		return CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
			.failureRateThreshold(properties.failureRate())
			.slidingWindowSize(properties.window())
			.minimumNumberOfCalls(properties.minimum())
			.waitDurationInOpenState(properties.openTime())
			.permittedNumberOfCallsInHalfOpenState(properties.trials())
			.build());
	}

	/** Limits nothing: rules have timeouts of their own. */
	@Bean
	@ConditionalOnMissingBean
	TimeLimiterRegistry timeLimiterRegistry() {
		return TimeLimiterRegistry.ofDefaults();
	}

}
