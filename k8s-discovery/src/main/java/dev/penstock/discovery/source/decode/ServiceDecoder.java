package dev.penstock.discovery.source.decode;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Service;
import dev.penstock.discovery.resource.Service.Port;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarNode;
import dev.penstock.discovery.source.decode.LocatedNode.ScalarType;

/** Decodes Services. */
final class ServiceDecoder {

	/** The transport protocols of ports. */
	static final Map<String, String> PROTOCOLS = Choices.texts("TCP", "UDP", "SCTP");

	private static final Map<String, String> TYPES = Choices.texts("ClusterIP", "NodePort", "LoadBalancer",
			"ExternalName");

	private ServiceDecoder() {
	}

	static Service decode(FieldReader root, Metadata metadata) {
		root.ignore("status");
		return root.requiredObject("spec", (spec) -> {
			spec.ignore("selector", "clusterIP", "clusterIPs", "externalIPs", "sessionAffinity", "loadBalancerIP",
					"loadBalancerSourceRanges", "externalName", "externalTrafficPolicy", "healthCheckNodePort",
					"publishNotReadyAddresses", "sessionAffinityConfig", "ipFamilies", "ipFamilyPolicy",
					"allocateLoadBalancerNodePorts", "loadBalancerClass", "internalTrafficPolicy",
					"trafficDistribution");
			List<Port> ports = spec.objects("ports", Size.ANY, ServiceDecoder::port);
			checkDistinct(spec, ports);
			return new Service(metadata, spec.oneOf("type", TYPES, "ClusterIP"), ports);
		});
	}

	private static void checkDistinct(FieldReader spec, List<Port> ports) {
		Set<String> names = new HashSet<>();
		Set<String> numbers = new HashSet<>();
		for (int i = 0; i < ports.size(); i++) {
			if (!spec.isSound("ports[" + i + "]")) {
				continue;
			}
			Port port = ports.get(i);
			if (port.name().isEmpty() && ports.size() > 1) {
				spec.report(Severity.ERROR, "ports[" + i + "].name", "required field is missing",
						"name each port of a Service that has several");
			}
			else if (!names.add(port.name())) {
				spec.report(Severity.ERROR, "ports[" + i + "].name",
						Texts.quote(port.name()) + " is the name of another port too", "give each port its own name");
			}
			if (!numbers.add(port.port() + "/" + port.protocol())) {
				spec.report(Severity.ERROR, "ports[" + i + "].port",
						port.port() + "/" + port.protocol() + " is given twice", "give each port once");
			}
		}
	}

	private static Port port(FieldReader reader) {
		reader.ignore("nodePort");
		int port = reader.requiredPort("port");
		return new Port(reader.text("name", TextFormat.DNS_LABEL, ""), port, targetPort(reader, port),
				reader.oneOf("protocol", PROTOCOLS, "TCP"), reader.text("appProtocol", TextFormat.LABEL_KEY));
	}

	private static String targetPort(FieldReader reader, int port) {
		ScalarNode scalar = reader.scalar("targetPort");
		if (scalar == null) {
			return String.valueOf(port);
		}
		if (scalar.type() == ScalarType.STRING) {
			return reader.text("targetPort", TextFormat.PORT_NAME, "");
		}
		return String.valueOf(reader.integer("targetPort", 1, 65_535, 1));
	}

}
