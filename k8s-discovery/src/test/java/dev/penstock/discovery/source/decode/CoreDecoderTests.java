package dev.penstock.discovery.source.decode;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.BackendProtocol;
import dev.penstock.discovery.model.FailureMode;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.ConfigMap;
import dev.penstock.discovery.resource.EndpointSlice;
import dev.penstock.discovery.resource.InferencePool;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Pod;
import dev.penstock.discovery.resource.Secret;
import dev.penstock.discovery.resource.TlsContent;
import dev.penstock.discovery.resource.Service;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CoreDecoderTests {

	@Test
	void inferencePoolIsReadWithItsDefaults() {
		assertThat(Manifests.accept("""
				apiVersion: inference.networking.k8s.io/v1
				kind: InferencePool
				metadata: {name: a}
				spec:
				  selector: {matchLabels: {app: vllm}}
				  targetPorts: [{number: 8001}, {number: 8000}]
				  endpointPickerRef: {name: epp, port: {number: 9002}}
				""")).isEqualTo(new InferencePool(Manifests.metadata("InferencePool", "a"), Map.of("app", "vllm"),
				List.of(8001, 8000), BackendProtocol.HTTP,
				new InferencePool.EndpointPickerReference("", "Service", "epp", 9002, FailureMode.FAIL_CLOSE)));
		assertThat(Manifests.accept("""
				apiVersion: inference.networking.k8s.io/v1
				kind: InferencePool
				metadata: {name: a}
				spec:
				  selector: {matchLabels: {app: vllm}}
				  targetPorts: [{number: 8000}]
				  appProtocol: kubernetes.io/h2c
				  endpointPickerRef: {group: penstock.dev, kind: EndpointPicker, name: a, failureMode: FailOpen}
				status: {parents: []}
				""")).isEqualTo(new InferencePool(Manifests.metadata("InferencePool", "a"), Map.of("app", "vllm"),
				List.of(8000), BackendProtocol.H2C, new InferencePool.EndpointPickerReference("penstock.dev",
						"EndpointPicker", "a", null, FailureMode.FAIL_OPEN)));
	}

	@Test
	void serviceIsReadWithItsDefaults() {
		assertThat(Manifests.accept("""
				apiVersion: v1
				kind: Service
				metadata: {name: a}
				spec:
				  clusterIP: None
				  selector: {app: a}
				  ports:
				  - {name: http, port: 80, nodePort: 30000}
				  - {name: grpc, port: 81, targetPort: grpc-port, appProtocol: kubernetes.io/h2c}
				  - {name: udp, port: 81, targetPort: 5353, protocol: UDP}
				status: {loadBalancer: {}}
				""")).isEqualTo(new Service(Manifests.metadata("Service", "a"), "ClusterIP",
				List.of(new Service.Port("http", 80, "80", "TCP", null),
						new Service.Port("grpc", 81, "grpc-port", "TCP", "kubernetes.io/h2c"),
						new Service.Port("udp", 81, "5353", "UDP", null))));
		assertThat(Manifests.accept("""
				apiVersion: v1
				kind: Service
				metadata: {name: a}
				spec: {type: ExternalName, externalName: example.com}
				""")).isEqualTo(new Service(Manifests.metadata("Service", "a"), "ExternalName", List.of()));
	}

	@Test
	void endpointSliceIsReadWithItsDefaults() {
		assertThat(Manifests
			.accept("""
					apiVersion: discovery.k8s.io/v1
					kind: EndpointSlice
					metadata: {name: a-1, labels: {kubernetes.io/service-name: a}}
					addressType: IPv6
					ports:
					- {name: http, port: 80, appProtocol: http}
					- {}
					endpoints:
					- addresses: ["fd00::1"]
					  targetRef: {kind: Pod, name: pod-1, namespace: default}
					  nodeName: n
					  zone: z
					- {addresses: ["fd00::2"], conditions: {ready: false}}
					- {addresses: ["fd00::3"], conditions: {ready: false, serving: true, terminating: true}, targetRef: {kind: Node, name: n}}
					"""))
			.isEqualTo(new EndpointSlice(
					new Metadata(new ResourceKey("EndpointSlice", "default", "a-1"), 0, Instant.EPOCH,
							Map.of("kubernetes.io/service-name", "a"), Map.of(), false),
					"a", "IPv6",
					List.of(new EndpointSlice.SliceEndpoint(List.of("fd00::1"), true, true, false, "pod-1"),
							new EndpointSlice.SliceEndpoint(List.of("fd00::2"), false, false, false, null),
							new EndpointSlice.SliceEndpoint(List.of("fd00::3"), false, true, true, null)),
					List.of(new EndpointSlice.SlicePort("http", 80, "TCP", "http"),
							new EndpointSlice.SlicePort("", null, "TCP", null))));
	}

	@Test
	void podIsReadyWhenItsReadyConditionIsTrue() {
		String pod = """
				apiVersion: v1
				kind: Pod
				metadata: {name: a}
				spec: {containers: [{name: a, image: b, whatever: 1}]}
				status:
				  phase: Running
				  podIP: 10.0.0.1
				  podIPs: [{ip: 10.0.0.1}]
				  conditions:
				  - {type: Initialized, status: "True"}
				  - {type: Ready, status: "%s", lastProbeTime: null, lastTransitionTime: "2026-01-01T00:00:00Z"}
				""";
		assertThat(Manifests.accept(pod.formatted("True")))
			.isEqualTo(new Pod(Manifests.metadata("Pod", "a"), "10.0.0.1", true));
		assertThat(Manifests.accept(pod.formatted("False")))
			.isEqualTo(new Pod(Manifests.metadata("Pod", "a"), "10.0.0.1", false));
		assertThat(Manifests.accept("{apiVersion: v1, kind: Pod, metadata: {name: a}}"))
			.isEqualTo(new Pod(Manifests.metadata("Pod", "a"), null, false));
	}

	@Test
	void secretsKeepTheirValuesInBase64AndToThemselves() {
		assertThat(Manifests.accept("""
				apiVersion: v1
				kind: Secret
				metadata: {name: a}
				type: kubernetes.io/tls
				immutable: true
				data: {tls.crt: YWJj, both: YQ==}
				stringData: {both: b, plain: text}
				""")).isEqualTo(new Secret(Manifests.metadata("Secret", "a"), "kubernetes.io/tls",
				Map.of("tls.crt", "YWJj", "both", "Yg==", "plain", "dGV4dA=="),
				new TlsContent.Broken("it has no key tls.key")));
		Decoded decoded = Manifests.decode("""
				apiVersion: v1
				kind: Secret
				metadata: {name: a}
				data: {a: not-base64-hunter2, b: 99887766}
				stringData: [hunter2]
				""");
		assertThat(decoded.findings()).hasSize(3);
		assertThat(decoded.findings().toString()).doesNotContain("hunter2").doesNotContain("99887766");
	}

	@Test
	void configMapIsRead() {
		assertThat(Manifests.accept("""
				apiVersion: v1
				kind: ConfigMap
				metadata: {name: a}
				data: {a.txt: "1"}
				binaryData: {b: AAAA}
				""")).isEqualTo(new ConfigMap(Manifests.metadata("ConfigMap", "a"), Map.of("a.txt", "1")));
	}

}
