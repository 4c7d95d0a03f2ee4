package dev.penstock.app.routing;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Is when the filter {@code CircuitBreaker} opens and closes.
 *
 * @param failureRate how many of a hundred requests must fail, for it to open
 * @param window how many of the last requests are counted
 * @param minimum how many requests must have been counted before it may open
 * @param openTime how long it stays open before it tries some requests
 * @param trials how many requests it then tries
 */
@ConfigurationProperties("penstock.circuit-breaker")
public record CircuitBreakerProperties(@DefaultValue("50") float failureRate, @DefaultValue("100") int window,
		@DefaultValue("20") int minimum, @DefaultValue("30s") Duration openTime, @DefaultValue("10") int trials) {
}
