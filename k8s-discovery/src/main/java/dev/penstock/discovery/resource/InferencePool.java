package dev.penstock.discovery.resource;

import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.BackendProtocol;
import dev.penstock.discovery.model.FailureMode;
import org.jspecify.annotations.Nullable;

/**
 * Is an InferencePool (v1).
 *
 * @param metadata its metadata
 * @param matchLabels the labels of its pods
 * @param targetPorts the ports of its model servers; each pod with each port is an
 * endpoint
 * @param protocol what the model servers speak
 * @param endpointPicker who picks, if the pool says so
 */
public record InferencePool(Metadata metadata, Map<String, String> matchLabels, List<Integer> targetPorts,
		BackendProtocol protocol, @Nullable EndpointPickerReference endpointPicker) implements Resource {

	public InferencePool {
		matchLabels = Map.copyOf(matchLabels);
		targetPorts = List.copyOf(targetPorts);
	}

	/**
	 * Refers to the endpoint picker.
	 *
	 * @param group the API group; empty for the core group
	 * @param kind the kind
	 * @param name the name
	 * @param port the Service port; null where none is given
	 * @param failureMode what to do when it can't be asked
	 */
	public record EndpointPickerReference(String group, String kind, String name, @Nullable Integer port,
			FailureMode failureMode) {
	}

}
