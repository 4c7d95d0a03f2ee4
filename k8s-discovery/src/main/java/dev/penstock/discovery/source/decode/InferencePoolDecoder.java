package dev.penstock.discovery.source.decode;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.penstock.discovery.model.BackendProtocol;
import dev.penstock.discovery.model.FailureMode;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.resource.InferencePool;
import dev.penstock.discovery.resource.InferencePool.EndpointPickerReference;
import dev.penstock.discovery.resource.Metadata;

/** Decodes InferencePools. */
final class InferencePoolDecoder {

	private static final Map<String, BackendProtocol> PROTOCOLS = Choices.of(Map.entry("http", BackendProtocol.HTTP),
			Map.entry("kubernetes.io/h2c", BackendProtocol.H2C));

	private static final Map<String, FailureMode> FAILURE_MODES = Choices
		.of(Map.entry("FailOpen", FailureMode.FAIL_OPEN), Map.entry("FailClose", FailureMode.FAIL_CLOSE));

	private InferencePoolDecoder() {
	}

	static InferencePool decode(FieldReader root, Metadata metadata) {
		root.ignore("status");
		return root.requiredObject("spec",
				(spec) -> new InferencePool(metadata,
						spec.requiredObject("selector", InferencePoolDecoder::matchLabels), targetPorts(spec),
						spec.oneOf("appProtocol", PROTOCOLS, BackendProtocol.HTTP),
						spec.object("endpointPickerRef", InferencePoolDecoder::endpointPicker)));
	}

	private static Map<String, String> matchLabels(FieldReader selector) {
		if (!selector.has("matchLabels")) {
			selector.error("matchLabels", "required field is missing", "add the labels of the model servers' pods");
		}
		return selector.textMap("matchLabels", TextFormat.LABEL_KEY, TextFormat.LABEL_VALUE, Size.optional(1, 64));
	}

	private static List<Integer> targetPorts(FieldReader spec) {
		List<Integer> ports = spec.objects("targetPorts", Size.required(1, 8), (port) -> port.requiredPort("number"));
		Set<Integer> seen = new HashSet<>();
		for (int i = 0; i < ports.size(); i++) {
			if (!seen.add(ports.get(i)) && spec.isSound("targetPorts[" + i + "]")) {
				spec.report(Severity.ERROR, "targetPorts[" + i + "].number", ports.get(i) + " is given twice",
						"give each port once");
			}
		}
		return ports;
	}

	private static EndpointPickerReference endpointPicker(FieldReader reader) {
		String group = reader.text("group", TextFormat.GROUP, "");
		String kind = reader.text("kind", TextFormat.KIND, "Service");
		Integer port = reader.object("port", (p) -> p.requiredPort("number"));
		if (!reader.has("port") && kind.equals("Service")) {
			reader.error("port", "required field is missing",
					"add `port: {number: …}` with the port of the picker's Service, such as 9002");
		}
		return new EndpointPickerReference(group, kind, reader.requiredText("name", TextFormat.OBJECT_NAME), port,
				reader.oneOf("failureMode", FAILURE_MODES, FailureMode.FAIL_CLOSE));
	}

}
