package dev.penstock.filters.autoconfigure;

import java.time.Duration;

import dev.penstock.filters.proxy.MirrorSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configures how requests are mirrored.
 *
 * @param maxRequestBody the longest body of a request that is mirrored; one with a longer
 * body is served but not mirrored
 * @param timeout how long a mirrored request may take, its response included
 * @param maxInFlight how many mirrored requests there may be at once; further requests
 * are served but not mirrored
 */
@ConfigurationProperties("penstock.mirror")
public record MirrorProperties(@DefaultValue("4MB") DataSize maxRequestBody, @DefaultValue("5m") Duration timeout,
		@DefaultValue("256") int maxInFlight) {

	MirrorSettings settings() {
		return new MirrorSettings(this.maxRequestBody.toBytes(), this.timeout, this.maxInFlight);
	}

}
