package dev.penstock.discovery.dataplane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import dev.penstock.discovery.resource.Gateway;

/**
 * Plans the pods of a data plane.
 *
 * @param gateway the Gateway
 * @param name the name of its objects
 * @param settings what all data planes have in common
 * @param parameters what this one is given
 */
record PodPlan(Gateway gateway, String name, DataPlaneSettings settings, DataPlaneParameters parameters) {

	/** Where pods are asked for their health and metrics. */
	private static final int MANAGEMENT_PORT = 15_020;

	/** Nobody's user, that of distroless images. */
	private static final int USER = 65_532;

	/** What stopping takes beside the requests. */
	private static final Duration MARGIN = Duration.ofSeconds(10);

	/** Returns the fields of the Deployment beside its metadata. */
	Map<String, Object> deployment(SortedMap<Integer, Integer> ports) {
		Map<String, Object> spec = ObjectTree.of();
		if (this.parameters.autoscaling() == null) {
			spec.put("replicas", this.parameters.replicas());
		}
		spec.put("selector", ObjectTree.of("matchLabels", DataPlanePlanner.selector(this.gateway)));
		// A pod goes when the one in its place is ready, so none is missed.
		spec.put("strategy", ObjectTree.of("type", "RollingUpdate", "rollingUpdate",
				ObjectTree.of("maxUnavailable", 0, "maxSurge", 1)));
		Map<String, Object> template = ObjectTree.of("metadata", ObjectTree.of("labels",
				DataPlanePlanner.labels(this.gateway), "annotations", DataPlanePlanner.annotations(this.gateway)),
				"spec", pod(ports));
		spec.put("template", ObjectTree.merge(template, this.parameters.podTemplate()));
		return ObjectTree.of("spec", spec);
	}

	private Map<String, Object> pod(SortedMap<Integer, Integer> ports) {
		Map<String, Object> pod = ObjectTree.of("serviceAccountName", this.name, "automountServiceAccountToken", true,
				"terminationGracePeriodSeconds", shutdown().plus(MARGIN).toSeconds(), "securityContext",
				ObjectTree.of("runAsNonRoot", true, "runAsUser", USER, "runAsGroup", USER, "fsGroup", USER,
						"seccompProfile", ObjectTree.of("type", "RuntimeDefault")),
				"topologySpreadConstraints",
				List.of(ObjectTree.of("maxSkew", 1, "topologyKey", "kubernetes.io/hostname", "whenUnsatisfiable",
						"ScheduleAnyway", "labelSelector",
						ObjectTree.of("matchLabels", DataPlanePlanner.selector(this.gateway)))),
				"containers", List.of(container(ports)), "volumes",
				List.of(ObjectTree.of("name", "tmp", "emptyDir", ObjectTree.of())));
		if (!this.settings.imagePullSecrets().isEmpty()) {
			pod.put("imagePullSecrets",
					this.settings.imagePullSecrets().stream().map((secret) -> ObjectTree.of("name", secret)).toList());
		}
		return pod;
	}

	private Map<String, Object> container(SortedMap<Integer, Integer> ports) {
		List<Object> containerPorts = new ArrayList<>();
		ports.forEach((port, bound) -> containerPorts
			.add(ObjectTree.of("name", "port-" + port, "containerPort", bound, "protocol", "TCP")));
		containerPorts.add(ObjectTree.of("name", "management", "containerPort", MANAGEMENT_PORT, "protocol", "TCP"));
		Map<String, Object> container = ObjectTree.of("name", "penstock", "image", this.settings.image(), "args",
				List.of("proxy"), "env", environment(), "ports", containerPorts, "resources",
				this.parameters.resources(), "securityContext",
				ObjectTree.of("allowPrivilegeEscalation", false, "readOnlyRootFilesystem", true, "capabilities",
						ObjectTree.of("drop", List.of("ALL"))),
				// Readiness counts from when the first table is served.
				"startupProbe", probe("liveness", 1, 120), "readinessProbe", probe("readiness", 2, 2), "livenessProbe",
				probe("liveness", 10, 6), "volumeMounts", List.of(ObjectTree.of("name", "tmp", "mountPath", "/tmp")));
		if (this.settings.imagePullPolicy() != null) {
			container.put("imagePullPolicy", this.settings.imagePullPolicy());
		}
		return container;
	}

	private static Map<String, Object> probe(String group, int period, int failures) {
		return ObjectTree.of("httpGet",
				ObjectTree.of("path", "/actuator/health/" + group, "port", MANAGEMENT_PORT, "scheme", "HTTP"),
				"periodSeconds", period, "timeoutSeconds", 2, "failureThreshold", failures);
	}

	private List<Object> environment() {
		List<Object> environment = new ArrayList<>();
		environment.add(variable("PENSTOCK_PROXY_GATEWAY_NAMESPACE", this.gateway.key().namespace()));
		environment.add(variable("PENSTOCK_PROXY_GATEWAY_NAME", this.gateway.key().name()));
		environment.add(variable("PENSTOCK_PROXY_INFERENCE_EXTENSION", this.settings.inferenceExtension()));
		environment.add(variable("MANAGEMENT_SERVER_PORT", Integer.toString(MANAGEMENT_PORT)));
		environment.add(variable("MANAGEMENT_SERVER_ADDRESS", "0.0.0.0"));
		environment.add(variable("PENSTOCK_SHUTDOWN_DELAY", this.settings.shutdownDelay().toSeconds() + "s"));
		environment.add(variable("PENSTOCK_SHUTDOWN_DRAIN", this.parameters.drainTimeout().toSeconds() + "s"));
		environment.add(variable("SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE",
				shutdown().plus(MARGIN.dividedBy(2)).toSeconds() + "s"));
		if (!this.parameters.jvmOptions().isEmpty()) {
			environment.add(variable("JAVA_TOOL_OPTIONS", this.parameters.jvmOptions()));
		}
		return environment;
	}

	private Duration shutdown() {
		return this.settings.shutdownDelay().plus(this.parameters.drainTimeout());
	}

	private static Map<String, Object> variable(String name, String value) {
		return ObjectTree.of("name", name, "value", value);
	}

}
