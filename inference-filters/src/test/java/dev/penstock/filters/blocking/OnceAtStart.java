package dev.penstock.filters.blocking;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Allows what blocks an event loop once in the life of a process: reading classes and
 * what they are made with.
 */
public final class OnceAtStart implements BlockHoundIntegration {

	@Override
	public void applyTo(BlockHound.Builder builder) {
		builder.allowBlockingCallsInside("java.lang.ClassLoader", "getResourceAsStream")
			.allowBlockingCallsInside("org.springframework.http.codec.CodecConfigurerFactory", "create")
			.allowBlockingCallsInside("org.springframework.core.io.support.PropertiesLoaderUtils", "loadProperties");
	}

}
