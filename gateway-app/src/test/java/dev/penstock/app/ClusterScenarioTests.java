package dev.penstock.app;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

import dev.penstock.app.harness.ScenarioCluster;
import dev.penstock.app.harness.TestGateway;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests the controller on a real API server with no other Penstock on it.
 */
@Tag("cluster")
class ClusterScenarioTests {

	private static final String SYSTEM = "penstock-scenarios";

	private static final String CLASS = "penstock-scenarios";

	private static final AtomicInteger NUMBER = new AtomicInteger();

	private static ScenarioCluster cluster;

	private static KubernetesClient client;

	private static @Nullable TestGateway controller;

	private String namespace;

	@BeforeAll
	static void start() {
		cluster = ScenarioCluster.open();
		client = new KubernetesClientBuilder().build();
		create(SYSTEM);
		controller = TestGateway.startUnready(List.of(),
				Map.of("penstock.role", "controller", "penstock.controller.namespace", SYSTEM,
						"penstock.controller.gateway-class.name", CLASS, "penstock.controller.data-plane.service-type",
						"ClusterIP"));
	}

	@AfterAll
	static void stop() {
		if (controller != null) {
			controller.close();
			client.namespaces().withName(SYSTEM).delete();
			client.genericKubernetesResources("gateway.networking.k8s.io/v1", "GatewayClass").withName(CLASS).delete();
			client.close();
			cluster.close();
		}
	}

	@BeforeEach
	void namespace() {
		this.namespace = "scenario-" + Long.toString(System.nanoTime(), 36) + "-" + NUMBER.incrementAndGet();
		create(this.namespace);
	}

	@AfterEach
	void remove() {
		client.namespaces().withName(this.namespace).delete();
	}

	private static void create(String namespace) {
		client.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
			.serverSideApply();
	}

	private static final String GATEWAY = """
			apiVersion: gateway.networking.k8s.io/v1
			kind: Gateway
			metadata: {name: edge}
			spec:
			  gatewayClassName: penstock-scenarios
			  listeners: [{name: http, port: 80, protocol: HTTP}]
			""";

	private static final String POOL = """
			apiVersion: inference.networking.k8s.io/v1
			kind: InferencePool
			metadata: {name: llm}
			spec:
			  selector: {matchLabels: {app: vllm}}
			  targetPorts: [{number: 8000}]
			  endpointPickerRef: {name: epp, port: {number: 9002}}
			""";

	private static final String PICKER = """
			apiVersion: v1
			kind: Service
			metadata: {name: epp}
			spec: {selector: {app: epp}, ports: [{port: 9002}]}
			""";

	private static final String SERVICE = """
			apiVersion: v1
			kind: Service
			metadata: {name: web}
			spec: {selector: {app: web}, ports: [{port: 80}]}
			""";

	private static String route(String name, String backend) {
		return """
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: %s}
				spec:
				  parentRefs: [{name: edge}]
				  rules: [{backendRefs: [%s]}]
				""".formatted(name, backend);
	}

	private static final String TO_POOL = "{group: inference.networking.k8s.io, kind: InferencePool, name: llm}";

	private static final String TO_WEB = "{name: web, port: 80}";

	private void apply(String manifest) {
		GenericKubernetesResource object = Serialization.unmarshal(manifest, GenericKubernetesResource.class);
		object.getMetadata().setNamespace(this.namespace);
		client.resource(object).forceConflicts().serverSideApply();
	}

	private @Nullable GenericKubernetesResource find(String version, String kind, String name) {
		return client.genericKubernetesResources(version, kind).inNamespace(this.namespace).withName(name).get();
	}

	private GenericKubernetesResource route(String name) {
		GenericKubernetesResource found = find("gateway.networking.k8s.io/v1", "HTTPRoute", name);
		assertThat(found).isNotNull();
		return found;
	}

	private List<Map<?, ?>> parents(@Nullable GenericKubernetesResource object) {
		List<Map<?, ?>> parents = new ArrayList<>();
		if (object != null && object.get("status", "parents") instanceof List<?> entries) {
			entries.forEach((entry) -> parents.add((Map<?, ?>) entry));
		}
		return parents;
	}

	/** Returns every condition of the scenario's objects, without times and messages. */
	private TreeSet<String> conditions() {
		TreeSet<String> found = new TreeSet<>();
		GenericKubernetesResource gateway = find("gateway.networking.k8s.io/v1", "Gateway", "edge");
		if (gateway != null) {
			collect("Gateway", gateway.get("status"), found);
		}
		for (String name : List.of("to-pool", "to-web")) {
			parents(find("gateway.networking.k8s.io/v1", "HTTPRoute", name))
				.forEach((parent) -> collect(name, parent, found));
		}
		parents(find("inference.networking.k8s.io/v1", "InferencePool", "llm"))
			.forEach((parent) -> collect("llm", parent, found));
		return found;
	}

	private static void collect(String of, @Nullable Object status, TreeSet<String> found) {
		if (status instanceof Map<?, ?> map) {
			if (map.get("conditions") instanceof List<?> conditions) {
				conditions.forEach((each) -> found.add(of + " " + ((Map<?, ?>) each).get("type") + "="
						+ ((Map<?, ?>) each).get("status") + " " + ((Map<?, ?>) each).get("reason")));
			}
			if (map.get("listeners") instanceof List<?> listeners) {
				listeners.forEach((each) -> {
					found.add(of + " listener attached " + ((Map<?, ?>) each).get("attachedRoutes"));
					collect(of + " listener", each, found);
				});
			}
		}
	}

	@Test
	void statusesAreTheSameWhateverTheOrderOfCreation() {
		List<String> manifests = new ArrayList<>(
				List.of(GATEWAY, POOL, PICKER, SERVICE, route("to-pool", TO_POOL), route("to-web", TO_WEB)));
		Random random = new Random(7);
		TreeSet<String> wanted = new TreeSet<>(List.of("Gateway Accepted=True Accepted",
				"Gateway Programmed=False Pending", "Gateway listener Accepted=True Accepted",
				"Gateway listener Conflicted=False NoConflicts", "Gateway listener Programmed=False Pending",
				"Gateway listener ResolvedRefs=True ResolvedRefs", "Gateway listener attached 2",
				"llm Accepted=True Accepted", "llm ResolvedRefs=True ResolvedRefs", "to-pool Accepted=True Accepted",
				"to-pool ResolvedRefs=True ResolvedRefs", "to-web Accepted=True Accepted",
				"to-web ResolvedRefs=True ResolvedRefs"));
		for (int i = 0; i < 5; i++) {
			Collections.shuffle(manifests, random);
			manifests.forEach(this::apply);
			await().atMost(TestGateway.PATIENCE)
				.untilAsserted(() -> assertThat(conditions()).as("%s", manifests).isEqualTo(wanted));
			remove();
			namespace();
		}
	}

	@Test
	void entryOfAnotherControllerIsKept() {
		List.of(GATEWAY, SERVICE, route("one", TO_WEB)).forEach(this::apply);
		await().atMost(TestGateway.PATIENCE).until(() -> parents(route("one")).size() == 1);
		Map<?, ?> foreign = Map.of("controllerName", "example.com/other", "parentRef",
				Map.of("name", "other", "namespace", "elsewhere"), "conditions",
				List.of(Map.of("type", "Accepted", "status", "False", "reason", "Own", "message", "kept",
						"lastTransitionTime", "2026-01-01T00:00:00Z", "observedGeneration", 1)));
		client.genericKubernetesResources("gateway.networking.k8s.io/v1", "HTTPRoute")
			.inNamespace(this.namespace)
			.withName("one")
			.editStatus((object) -> {
				List<Object> both = new ArrayList<>(List.of(foreign));
				both.addAll((List<?>) object.get("status", "parents"));
				object.setAdditionalProperty("status", Map.of("parents", both));
				return object;
			});
		apply(route("one", "{name: gone, port: 80}"));
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThat(parents(route("one")).toString()).contains("BackendNotFound"));
		assertThat(parents(route("one"))).hasSize(2)
			.anySatisfy((parent) -> assertThat(parent.get("controllerName")).isEqualTo("example.com/other"));
		Map<?, ?> kept = parents(route("one")).stream()
			.filter((parent) -> parent.get("controllerName").equals("example.com/other"))
			.findFirst()
			.orElseThrow();
		assertThat(kept.get("conditions")).isEqualTo(foreign.get("conditions"));
	}

	@Test
	void objectsWhoseStatusesStayTheSameAreNotWritten() {
		List.of(GATEWAY, SERVICE, route("one", TO_WEB)).forEach(this::apply);
		await().atMost(TestGateway.PATIENCE).until(() -> parents(route("one")).size() == 1);
		String before = route("one").getMetadata().getResourceVersion();
		apply(SERVICE.replace("name: web", "name: elsewhere"));
		// What comes later is there, so what came before has been dealt with.
		apply(route("two", TO_WEB));
		await().atMost(TestGateway.PATIENCE).until(() -> parents(route("two")).size() == 1);
		assertThat(route("one").getMetadata().getResourceVersion()).isEqualTo(before);
	}

	@Test
	void poolsEntryGoesWithItsLastRoute() {
		List.of(GATEWAY, POOL, PICKER, route("one", TO_POOL), route("two", TO_POOL)).forEach(this::apply);
		await().atMost(TestGateway.PATIENCE)
			.until(() -> parents(find("inference.networking.k8s.io/v1", "InferencePool", "llm")).size() == 1);
		client.resource(route("one")).delete();
		client.resource(route("two")).delete();
		await().atMost(TestGateway.PATIENCE)
			.until(() -> parents(find("inference.networking.k8s.io/v1", "InferencePool", "llm")).isEmpty());
	}

	@Test
	void dataPlaneComesAndGoesWithItsGateway() {
		apply(GATEWAY);
		await().atMost(TestGateway.PATIENCE).until(() -> find("apps/v1", "Deployment", "edge") != null);
		await().atMost(TestGateway.PATIENCE).until(() -> find("v1", "Service", "edge") != null);
		client.genericKubernetesResources("gateway.networking.k8s.io/v1", "Gateway")
			.inNamespace(this.namespace)
			.withName("edge")
			.delete();
		await().atMost(TestGateway.PATIENCE)
			.until(() -> find("apps/v1", "Deployment", "edge") == null && find("v1", "Service", "edge") == null);
	}

}
