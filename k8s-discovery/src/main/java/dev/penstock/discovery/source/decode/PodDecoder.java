package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Map;

import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Pod;
import org.jspecify.annotations.Nullable;

/** Decodes Pods, whose spec is not read. */
final class PodDecoder {

	private static final Map<String, Boolean> CONDITION_STATUS = Choices.of(Map.entry("True", true),
			Map.entry("False", false), Map.entry("Unknown", false));

	private PodDecoder() {
	}

	static Pod decode(FieldReader root, Metadata metadata) {
		root.ignore("spec");
		Status status = root.object("status", PodDecoder::status);
		return (status != null) ? new Pod(metadata, status.podIp, status.ready) : new Pod(metadata, null, false);
	}

	private static Status status(FieldReader reader) {
		reader.ignore("allocatedResources", "containerStatuses", "ephemeralContainerStatuses",
				"extendedResourceClaimStatus", "hostIP", "hostIPs", "initContainerStatuses", "message",
				"nominatedNodeName", "observedGeneration", "phase", "podIPs", "qosClass", "reason", "resize",
				"resourceClaimStatuses", "resources", "startTime");
		List<Boolean> conditions = reader.objects("conditions", Size.ANY, PodDecoder::isReady);
		String ip = reader.text("podIP",
				new TextFormat("an IP address", TextFormat.IP_ADDRESS.rule() + ", without a port",
						(text) -> text.isEmpty() || IpAddresses.isValid(text)));
		return new Status((ip == null || ip.isEmpty()) ? null : ip, conditions.contains(true));
	}

	private static boolean isReady(FieldReader reader) {
		reader.ignore("lastProbeTime", "lastTransitionTime", "message", "observedGeneration", "reason");
		String type = reader.requiredText("type", TextFormat.NON_EMPTY);
		boolean holds = reader.requiredOneOf("status", CONDITION_STATUS, false);
		return type.equals("Ready") && holds;
	}

	private record Status(@Nullable String podIp, boolean ready) {
	}

}
