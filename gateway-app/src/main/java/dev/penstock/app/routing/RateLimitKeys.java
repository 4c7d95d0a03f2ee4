package dev.penstock.app.routing;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.ratelimit.KeyResolver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * Says whose requests the filter {@code RequestRateLimiter} counts together, for those
 * who add no {@code KeyResolver} of their own.
 */
@Configuration(proxyBeanMethods = false)
public class RateLimitKeys {

	/** Counts by the client's address, unless the filter says otherwise. */
	@Bean
	@Fallback
	KeyResolver byClientAddress() {
		return (exchange) -> {
			InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
			return Mono.justOrEmpty((remote != null) ? remote.getAddress().getHostAddress() : null);
		};
	}

	/**
	 * Counts by what the client authorises itself with, which never leaves the process in
	 * the clear.
	 */
	@Bean(defaultCandidate = false)
	KeyResolver byAuthorization() {
		return (exchange) -> Mono
			.justOrEmpty(digest(exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION)));
	}

	private static @Nullable String digest(@Nullable String secret) {
		if (secret == null) {
			return null;
		}
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("SHA-256 is missing", ex);
		}
	}

}
