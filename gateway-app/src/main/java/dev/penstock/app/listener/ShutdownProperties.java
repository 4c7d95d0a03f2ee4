package dev.penstock.app.listener;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configures how the gateway stops.
 *
 * @param delay how long listeners go on to serve new requests once readiness has flipped,
 * so that whoever sends them can notice
 * @param drain how long requests may then take to finish
 */
@ConfigurationProperties("penstock.shutdown")
public record ShutdownProperties(@DefaultValue("1s") Duration delay, @DefaultValue("30s") Duration drain) {

	static final ShutdownProperties NONE = new ShutdownProperties(Duration.ZERO, Duration.ZERO);

}
