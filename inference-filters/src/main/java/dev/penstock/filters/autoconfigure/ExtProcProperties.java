package dev.penstock.filters.autoconfigure;

import java.time.Duration;

import dev.penstock.filters.extproc.ExtProcSettings;
import dev.penstock.filters.proxy.UnknownEndpoints;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Configures how endpoint pickers are asked over ext_proc.
 *
 * @param decisionTimeout how long after the request is complete the picker's first answer
 * may take; long, since pickers queue requests in their flow control
 * @param bodyTimeout how long each further message about the request's body may take once
 * the endpoint is known
 * @param responseTimeout how long the answer to the response's headers may take, and each
 * message about its body once the body is complete
 * @param connectTimeout how long a connection may take to be usable
 * @param maxStreamsPerConnection after how many streams a further connection is opened; a
 * picker that allows fewer is respected
 * @param maxHeldBytes how much of a body is kept for a picker that has not answered it,
 * and how much it may answer in its place
 * @param unknownEndpoints what happens to endpoints that a picker names and that are not
 * ready endpoints of its pool
 */
@ConfigurationProperties("penstock.ext-proc")
public record ExtProcProperties(@DefaultValue("10s") Duration decisionTimeout, @DefaultValue("2s") Duration bodyTimeout,
		@DefaultValue("1s") Duration responseTimeout, @DefaultValue("1s") Duration connectTimeout,
		@DefaultValue("100") int maxStreamsPerConnection, @DefaultValue("64MB") DataSize maxHeldBytes,
		@DefaultValue("refuse") UnknownEndpoints unknownEndpoints) {

	ExtProcSettings settings() {
		return new ExtProcSettings(this.decisionTimeout, this.bodyTimeout, this.responseTimeout, this.connectTimeout,
				this.maxStreamsPerConnection, Math.toIntExact(this.maxHeldBytes.toBytes()));
	}

}
