package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Map;

import dev.penstock.discovery.resource.EndpointSlice;
import dev.penstock.discovery.resource.EndpointSlice.SliceEndpoint;
import dev.penstock.discovery.resource.EndpointSlice.SlicePort;
import dev.penstock.discovery.resource.Metadata;
import org.jspecify.annotations.Nullable;

/** Decodes EndpointSlices. */
final class EndpointSliceDecoder {

	private static final Map<String, TextFormat> ADDRESS_TYPES = Choices.of(
			Map.entry("IPv4",
					new TextFormat("an IPv4 address", "write an address such as `10.0.0.1`, or change the addressType",
							IpAddresses::isIpv4)),
			Map.entry("IPv6", new TextFormat("an IPv6 address",
					"write an address such as `fd00::1`, or change the addressType", IpAddresses::isIpv6)),
			Map.entry("FQDN", TextFormat.DNS_SUBDOMAIN));

	private EndpointSliceDecoder() {
	}

	static EndpointSlice decode(FieldReader root, Metadata metadata) {
		TextFormat addresses = root.requiredOneOf("addressType", ADDRESS_TYPES, TextFormat.ANY);
		return new EndpointSlice(metadata, metadata.labels().getOrDefault(EndpointSlice.SERVICE_NAME_LABEL, ""),
				root.text("addressType", TextFormat.ANY, "IPv4"),
				root.objects("endpoints", Size.upTo(1000), (reader) -> endpoint(reader, addresses)),
				root.objects("ports", Size.upTo(20_000), EndpointSliceDecoder::port));
	}

	private static SliceEndpoint endpoint(FieldReader reader, TextFormat format) {
		reader.ignore("hostname", "nodeName", "zone", "hints", "deprecatedTopology");
		List<String> addresses = reader.texts("addresses", format, Size.required(1, 100));
		String target = reader.object("targetRef", EndpointSliceDecoder::podName);
		Conditions conditions = reader.object("conditions", EndpointSliceDecoder::conditions);
		Conditions known = (conditions != null) ? conditions : new Conditions(true, true, false);
		return new SliceEndpoint(addresses, known.ready, known.serving, known.terminating,
				(target == null || target.isEmpty()) ? null : target);
	}

	private static String podName(FieldReader reader) {
		reader.ignore("apiVersion", "namespace", "uid", "resourceVersion", "fieldPath");
		String name = reader.text("name", TextFormat.ANY, "");
		return reader.text("kind", TextFormat.ANY, "").equals("Pod") ? name : "";
	}

	private static Conditions conditions(FieldReader reader) {
		boolean ready = reader.flag("ready", true);
		return new Conditions(ready, reader.flag("serving", ready), reader.flag("terminating", false));
	}

	private static SlicePort port(FieldReader reader) {
		@Nullable String appProtocol = reader.text("appProtocol", TextFormat.LABEL_KEY);
		return new SlicePort(reader.text("name", TextFormat.ANY, ""), reader.port("port"),
				reader.oneOf("protocol", ServiceDecoder.PROTOCOLS, "TCP"), appProtocol);
	}

	private record Conditions(boolean ready, boolean serving, boolean terminating) {
	}

}
