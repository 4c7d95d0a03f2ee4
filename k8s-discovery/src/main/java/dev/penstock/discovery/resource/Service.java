package dev.penstock.discovery.resource;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is a Service.
 *
 * @param metadata its metadata
 * @param type {@code ClusterIP}, {@code NodePort}, {@code LoadBalancer} or
 * {@code ExternalName}
 * @param ports its ports
 */
public record Service(Metadata metadata, String type, List<Port> ports) implements Resource {

	public Service {
		ports = List.copyOf(ports);
	}

	/**
	 * Is one port.
	 *
	 * @param name its name; empty where there is only one
	 * @param port the Service port
	 * @param targetPort the number or name of the pods' port
	 * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
	 * @param appProtocol what is spoken, such as {@code kubernetes.io/h2c}
	 */
	public record Port(String name, int port, String targetPort, String protocol, @Nullable String appProtocol) {
	}

}
