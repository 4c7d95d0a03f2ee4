package dev.penstock.discovery.resource;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is an EndpointSlice.
 *
 * @param metadata its metadata
 * @param serviceName the Service that it belongs to, from the label
 * {@code kubernetes.io/service-name}; empty where there is none
 * @param addressType {@code IPv4}, {@code IPv6} or {@code FQDN}
 * @param endpoints its endpoints
 * @param ports its ports
 */
public record EndpointSlice(Metadata metadata, String serviceName, String addressType, List<SliceEndpoint> endpoints,
		List<SlicePort> ports) implements Resource {

	/** The label that names the Service. */
	public static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

	public EndpointSlice {
		endpoints = List.copyOf(endpoints);
		ports = List.copyOf(ports);
	}

	/**
	 * Is one endpoint.
	 *
	 * @param addresses its addresses, all of which are the same endpoint
	 * @param ready whether it takes requests; true where the slice doesn't say
	 * @param serving whether it answers although it may be terminating; as {@code ready}
	 * where the slice doesn't say
	 * @param terminating whether it is going away
	 * @param targetName the name of the pod behind it, if known
	 */
	public record SliceEndpoint(List<String> addresses, boolean ready, boolean serving, boolean terminating,
			@Nullable String targetName) {

		public SliceEndpoint {
			addresses = List.copyOf(addresses);
		}

	}

	/**
	 * Is one port.
	 *
	 * @param name its name: that of the Service's port; empty where there is only one
	 * @param port the number; null means every port
	 * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
	 * @param appProtocol what is spoken
	 */
	public record SlicePort(String name, @Nullable Integer port, String protocol, @Nullable String appProtocol) {
	}

}
