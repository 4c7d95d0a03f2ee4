package dev.penstock.app.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configures the process.
 *
 * @param role what the process does
 * @param address the address that listeners bind whose Gateway asks for none
 */
@ConfigurationProperties("penstock")
public record PenstockProperties(@DefaultValue("standalone") Role role, @DefaultValue("127.0.0.1") String address) {

	/** Is what a process does. */
	public enum Role {

		/** Serves what a folder of manifests says, without a cluster. */
		STANDALONE,

		/** Keeps the data planes and the statuses of a cluster's Gateways. */
		CONTROLLER,

		/** Is the data plane of one Gateway of a cluster. */
		PROXY

	}

}
