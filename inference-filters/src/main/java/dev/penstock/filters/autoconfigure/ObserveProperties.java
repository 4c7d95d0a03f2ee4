package dev.penstock.filters.autoconfigure;

import dev.penstock.filters.observe.AccessLog;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configures what is told about requests.
 *
 * @param accessLog which requests are written to the access log: {@code off},
 * {@code refused} (those that the gateway itself ended) or {@code all}
 * @param accessLogQuery whether the access log has queries, which may hold secrets
 */
@ConfigurationProperties("penstock.observe")
public record ObserveProperties(@DefaultValue("refused") AccessLog.Scope accessLog,
		@DefaultValue("false") boolean accessLogQuery) {
}
