package dev.penstock.discovery.source.kube;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.Pod;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

import static dev.penstock.discovery.source.kube.ClusterFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests what is read, and that no more is. */
class ClusterSourceTests {

	private static final String TO_WEB = "{name: web, port: 80}";

	private static final String POOL = """
			apiVersion: inference.networking.k8s.io/v1
			kind: InferencePool
			metadata: {name: llm, namespace: apps}
			spec:
			  selector: {matchLabels: {app: vllm}}
			  targetPorts: [{number: 8000}]
			  endpointPickerRef: {name: epp, port: {number: 9002}}
			""";

	private static final String POD = """
			apiVersion: v1
			kind: Pod
			metadata: {name: vllm-1, namespace: apps, labels: {app: vllm}, annotations: {long: text}}
			spec: {containers: [{name: vllm, image: vllm}]}
			status: {podIP: 10.0.0.9, conditions: [{type: Ready, status: "True"}]}
			""";

	@Test
	void readsWhatTheRoutesOfTheGatewayReferTo() {
		try (ClusterFixture cluster = new ClusterFixture(ClusterFixture.PROXY)) {
			cluster.server.apply(ClusterFixture.BASE);
			cluster.server.apply(ClusterFixture.route("one", TO_WEB));
			cluster.server.apply(ClusterFixture.service("web"));
			cluster.server.apply(ClusterFixture.service("other"));
			cluster.start();
			assertThat(cluster.keys()).containsExactly("EndpointSlice apps/web-1", "Gateway infra/edge",
					"GatewayClass penstock", "HTTPRoute apps/one", "Service apps/web");
			assertThat(cluster.seen).hasSize(1);
		}
	}

	@Test
	void holdsARouteBackUntilItsServiceHasBeenRead() {
		try (ClusterFixture cluster = new ClusterFixture(ClusterFixture.PROXY)) {
			cluster.server.apply(ClusterFixture.BASE);
			cluster.server.apply(ClusterFixture.service("web"));
			cluster.start();
			CountDownLatch gate = cluster.server.delay("metadata.name=web");
			cluster.server.apply(ClusterFixture.route("one", TO_WEB));
			eventually(() -> assertThat(cluster.server.lists()).anyMatch((list) -> list.contains("name%3Dweb")));
			cluster.server.apply(ClusterFixture.BASE.replace("port: 80", "port: 81"));
			eventually(() -> assertThat(cluster.seen).hasSizeGreaterThan(1));
			assertThat(cluster.keys()).doesNotContain("HTTPRoute apps/one");
			gate.countDown();
			eventually(() -> assertThat(cluster.keys()).contains("HTTPRoute apps/one"));
			cluster.seen.forEach((snapshot) -> assertThat(ClusterFixture.keys(snapshot)).satisfiesAnyOf(
					(keys) -> assertThat(keys).asString().doesNotContain("HTTPRoute apps/one"),
					(keys) -> assertThat(keys).asString().contains("Service apps/web", "EndpointSlice apps/web-1")));
		}
	}

	@Test
	void keepsARoutesEarlierVersionUntilItsNewServiceHasBeenRead() {
		try (ClusterFixture cluster = new ClusterFixture(ClusterFixture.PROXY)) {
			cluster.server.apply(ClusterFixture.BASE);
			cluster.server.apply(ClusterFixture.service("web"));
			cluster.server.apply(ClusterFixture.service("next"));
			cluster.server.apply(ClusterFixture.route("one", TO_WEB));
			cluster.start();
			CountDownLatch gate = cluster.server.delay("metadata.name=next");
			cluster.server.apply(ClusterFixture.route("one", "{name: next, port: 80}"));
			eventually(() -> assertThat(cluster.server.lists()).anyMatch((list) -> list.contains("name%3Dnext")));
			gate.countDown();
			eventually(() -> assertThat(backend(cluster.store.snapshot())).isEqualTo("next"));
			eventually(() -> assertThat(cluster.keys()).doesNotContain("Service apps/web"));
			// Whatever was seen, the route's Service was there.
			cluster.seen.forEach((snapshot) -> assertThat(ClusterFixture.keys(snapshot))
				.contains("Service apps/" + backend(snapshot), "EndpointSlice apps/" + backend(snapshot) + "-1"));
		}
	}

	private static String backend(ClusterSnapshot snapshot) {
		return snapshot.all(HttpRoute.class).getFirst().rules().getFirst().backends().getFirst().name();
	}

	@Test
	void holdsAPoolBackUntilItsPodsHaveBeenReadWhereARouteWaitsForIt() {
		try (ClusterFixture cluster = new ClusterFixture(ClusterFixture.PROXY)) {
			cluster.server.apply(ClusterFixture.BASE);
			cluster.server.apply(ClusterFixture.route("one",
					"{group: inference.networking.k8s.io, kind: InferencePool, name: llm}"));
			cluster.server.apply(POD);
			cluster.start();
			CountDownLatch gate = cluster.server.delay("labelSelector=app=vllm");
			cluster.server.apply(POOL);
			eventually(() -> assertThat(cluster.server.lists()).anyMatch((list) -> list.contains("app%3Dvllm")));
			assertThat(cluster.keys()).doesNotContain("InferencePool apps/llm");
			gate.countDown();
			eventually(() -> assertThat(cluster.keys()).contains("InferencePool apps/llm", "Pod apps/vllm-1"));
			cluster.seen.forEach((snapshot) -> assertThat(ClusterFixture.keys(snapshot)).satisfiesAnyOf(
					(keys) -> assertThat(keys).asString().doesNotContain("InferencePool"),
					(keys) -> assertThat(keys).asString().contains("Pod apps/vllm-1")));
		}
	}

	@Test
	void readsOnlyPodsOfThePoolAndLittleOfThem() {
		try (ClusterFixture cluster = new ClusterFixture(ClusterFixture.PROXY)) {
			cluster.server.apply(ClusterFixture.BASE);
			cluster.server.apply(POOL);
			cluster.server.apply(POD);
			cluster.server.apply(POD.replace("vllm", "other"));
			cluster.server.apply(ClusterFixture.route("one",
					"{group: inference.networking.k8s.io, kind: InferencePool, name: llm}"));
			cluster.start();
			assertThat(cluster.keys()).contains("Pod apps/vllm-1").doesNotContain("Pod apps/other-1");
			Pod pod = cluster.store.snapshot().all(Pod.class).getFirst();
			assertThat(pod.ready()).isTrue();
			assertThat(pod.metadata().annotations()).isEmpty();
			// A pod that the pool no longer selects leaves.
			cluster.server.apply(POD.replace("app: vllm", "app: retired"));
			eventually(() -> assertThat(cluster.keys()).doesNotContain("Pod apps/vllm-1"));
		}
	}

	@Test
	void sharesAWatchBetweenManyServicesWithoutAGap() {
		try (ClusterFixture cluster = new ClusterFixture(ClusterFixture.PROXY)) {
			cluster.server.apply(ClusterFixture.BASE);
			IntStream.range(0, 20).forEach((i) -> cluster.server.apply(ClusterFixture.service("web-" + i)));
			cluster.server.apply(ClusterFixture.service("unrelated"));
			cluster.start();
			for (int i = 0; i < 20; i++) {
				cluster.server.apply(ClusterFixture.route("route-" + i, "{name: web-" + i + ", port: 80}"));
				String route = "HTTPRoute apps/route-" + i;
				eventually(() -> assertThat(cluster.keys()).contains(route));
			}
			cluster.seen.forEach((snapshot) -> {
				List<String> keys = ClusterFixture.keys(snapshot);
				snapshot.all(HttpRoute.class)
					.forEach((route) -> assertThat(keys)
						.contains("Service apps/" + route.rules().getFirst().backends().getFirst().name()));
			});
			assertThat(cluster.keys()).doesNotContain("Service apps/unrelated");
			eventually(() -> {
				cluster.server.bookmark();
				assertThat(cluster.server.watched().stream().filter((watch) -> watch.startsWith("services")))
					.containsExactly("services/apps");
			});
			cluster.server.delete("Service", "apps", "web-19");
			eventually(() -> assertThat(cluster.keys()).doesNotContain("Service apps/web-19"));
		}
	}

	@Test
	void doesNotReadRoutesOfOtherGateways() {
		try (ClusterFixture cluster = new ClusterFixture(ClusterFixture.PROXY)) {
			cluster.server.apply(ClusterFixture.BASE);
			cluster.server.apply(ClusterFixture.route("one", TO_WEB));
			cluster.server.apply(ClusterFixture.route("two", TO_WEB).replace("name: edge", "name: other"));
			cluster.start();
			assertThat(cluster.keys()).contains("HTTPRoute apps/one").doesNotContain("HTTPRoute apps/two");
			cluster.server.apply(ClusterFixture.route("two", TO_WEB));
			eventually(() -> assertThat(cluster.keys()).contains("HTTPRoute apps/two"));
			cluster.server.apply(ClusterFixture.route("one", TO_WEB).replace("name: edge", "name: other"));
			eventually(() -> assertThat(cluster.keys()).doesNotContain("HTTPRoute apps/one"));
		}
	}

	@Test
	void proxyReadsItsListenerSetsAndTheRoutesThereAndNoOtherListenerSets() {
		String set = """
				apiVersion: gateway.networking.k8s.io/v1
				kind: ListenerSet
				metadata: {name: more, namespace: apps}
				spec:
				  parentRef: {name: edge, namespace: infra}
				  listeners: [{name: b, port: 81, protocol: HTTP}]
				""";
		try (ClusterFixture cluster = new ClusterFixture(ClusterFixture.PROXY)) {
			cluster.server.apply(ClusterFixture.BASE);
			cluster.server.apply(set);
			cluster.server.apply(set.replace("name: more", "name: others").replace("name: edge", "name: other"));
			cluster.server.apply("""
					apiVersion: gateway.networking.k8s.io/v1
					kind: GRPCRoute
					metadata: {name: calls, namespace: apps}
					spec:
					  parentRefs: [{kind: ListenerSet, name: more}]
					""");
			cluster.start();
			assertThat(cluster.keys()).contains("ListenerSet apps/more", "GRPCRoute apps/calls")
				.doesNotContain("ListenerSet apps/others");
		}
	}

	@Test
	void readsLongListsPageByPage() {
		try (ClusterFixture cluster = new ClusterFixture(ClusterFixture.WHOLE)) {
			cluster.server.apply(ClusterFixture.BASE);
			IntStream.range(0, 1200).forEach((i) -> cluster.server.apply(ClusterFixture.route("route-" + i, TO_WEB)));
			cluster.start();
			assertThat(cluster.store.snapshot().all(HttpRoute.class)).hasSize(1200);
			assertThat(cluster.server.lists().stream().filter((list) -> list.contains("httproutes"))).hasSize(3);
		}
	}

	@Test
	void statusThatChangesAloneIsToldWithoutANewGeneration() {
		try (ClusterFixture cluster = new ClusterFixture(ClusterFixture.WHOLE)) {
			List<ResourceKey> told = new CopyOnWriteArrayList<>();
			ResourceKey gateway = new ResourceKey("Gateway", "infra", "edge");
			cluster.source.onChange(told::add);
			cluster.server.apply(ClusterFixture.BASE);
			cluster.start();
			long generation = cluster.store.snapshot().generation();
			assertThat(cluster.source.observed(gateway)).isNotNull();
			assertThat(cluster.source.observed(gateway).status()).isEmpty();
			String version = cluster.source.observed(gateway).resourceVersion();
			told.clear();
			cluster.server.apply(ClusterFixture.BASE + "status: {addresses: [{value: 10.0.0.1}]}\n");
			eventually(() -> assertThat(told).containsExactly(gateway));
			assertThat(cluster.source.observed(gateway).status())
				.isEqualTo(Map.of("addresses", List.of(Map.of("value", "10.0.0.1"))));
			assertThat(cluster.source.observed(gateway).resourceVersion()).isNotEqualTo(version);
			assertThat(cluster.store.snapshot().generation()).isEqualTo(generation);
			cluster.server.delete("Gateway", "infra", "edge");
			eventually(() -> assertThat(cluster.source.observed(gateway)).isNull());
		}
	}

}
