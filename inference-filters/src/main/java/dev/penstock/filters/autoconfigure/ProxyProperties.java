package dev.penstock.filters.autoconfigure;

import java.time.Duration;

import dev.penstock.filters.proxy.ProxySettings;
import dev.penstock.filters.proxy.UnknownEndpoints;
import dev.penstock.filters.upstream.UpstreamSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configures how requests are proxied.
 *
 * @param maxRequestBody the longest body of a request; a longer one is refused with 413
 * @param attempts how many endpoints are tried at most where no picker names them and the
 * rule does not say
 * @param connectTimeout the longest time to wait for a connection to an endpoint
 * @param idleTimeout how long an unused connection to an endpoint is kept; less than the
 * 5 s after which uvicorn, and so vLLM, closes one, so that no request meets a closing
 * connection
 */
@ConfigurationProperties("penstock.proxy")
public record ProxyProperties(@DefaultValue("32MB") DataSize maxRequestBody, @DefaultValue("3") int attempts,
		@DefaultValue("2s") Duration connectTimeout, @DefaultValue("4s") Duration idleTimeout) {

	ProxySettings proxySettings(UnknownEndpoints unknownEndpoints) {
		return new ProxySettings(this.maxRequestBody.toBytes(), this.attempts, unknownEndpoints);
	}

	UpstreamSettings upstreamSettings() {
		return new UpstreamSettings(this.connectTimeout, this.idleTimeout);
	}

}
