package dev.penstock.discovery.source.kube;

import java.time.Duration;
import java.util.List;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.source.kube.ResourceWatch.Timing;
import org.junit.jupiter.api.Test;

import static dev.penstock.discovery.source.kube.ClusterFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests that what was read outlives whatever an API server does. */
class WatchFaultToleranceTests {

	private static final String ROUTE = ClusterFixture.route("one", "{name: web, port: 80}");

	private static final ResourceKey GATEWAY = new ResourceKey("Gateway", "infra", "edge");

	private static ClusterFixture cluster() {
		ClusterFixture cluster = new ClusterFixture(ClusterFixture.PROXY);
		cluster.server.apply(ClusterFixture.BASE);
		cluster.server.apply(ROUTE);
		cluster.server.apply(ClusterFixture.service("web"));
		return cluster;
	}

	private static void changePort(ClusterFixture cluster, int port) {
		cluster.server.apply(ClusterFixture.BASE.replace("port: 80", "port: " + port));
	}

	private static void seesPort(ClusterFixture cluster, int port) {
		eventually(() -> {
			Gateway gateway = cluster.store.snapshot().find(Gateway.class, GATEWAY);
			assertThat(gateway).isNotNull();
			assertThat(gateway.listeners().getFirst().port()).isEqualTo(port);
		});
	}

	@Test
	void followsChangesAndDeletions() {
		try (ClusterFixture cluster = cluster().start()) {
			changePort(cluster, 81);
			seesPort(cluster, 81);
			cluster.server.delete("HTTPRoute", "apps", "one");
			eventually(() -> assertThat(cluster.keys()).containsExactly("Gateway infra/edge", "GatewayClass penstock"));
			eventually(() -> {
				// What tries to write finds out that nobody listens.
				cluster.server.bookmark();
				assertThat(cluster.server.watched()).noneMatch((watch) -> watch.contains("web"));
			});
		}
	}

	@Test
	void takesABrokenConnectionUpWhereItWas() {
		try (ClusterFixture cluster = cluster().start()) {
			awaitWatches(cluster);
			int lists = cluster.server.lists().size();
			cluster.server.drop();
			changePort(cluster, 81);
			seesPort(cluster, 81);
			assertThat(cluster.server.lists()).hasSize(lists);
		}
	}

	@Test
	void listsAgainWhatTheServerNoLongerRemembers() {
		try (ClusterFixture cluster = cluster().start()) {
			awaitWatches(cluster);
			cluster.server.down();
			changePort(cluster, 81);
			cluster.server.delete("HTTPRoute", "apps", "one");
			cluster.server.forget();
			cluster.server.up();
			seesPort(cluster, 81);
			eventually(() -> assertThat(cluster.keys()).doesNotContain("HTTPRoute apps/one"));
		}
	}

	@Test
	void listsAgainAfterAnEventThatSaysTooOld() {
		try (ClusterFixture cluster = cluster().start()) {
			awaitWatches(cluster);
			int lists = cluster.server.lists().size();
			cluster.server.expire("gateways");
			changePort(cluster, 81);
			seesPort(cluster, 81);
			assertThat(cluster.server.lists()).hasSizeGreaterThan(lists);
		}
	}

	@Test
	void keepsWhatItHasWhileTheServerIsAwayAndResumesWithoutABurst() {
		try (ClusterFixture cluster = cluster().start()) {
			awaitWatches(cluster);
			List<String> before = cluster.keys();
			long generation = cluster.store.snapshot().generation();
			cluster.server.down();
			eventually(() -> assertThat(cluster.source.problems())
				.anyMatch((line) -> line.contains("can't be read since")));
			assertThat(cluster.keys()).isEqualTo(before);
			cluster.server.forget();
			cluster.server.up();
			eventually(() -> assertThat(cluster.source.problems()).isEmpty());
			awaitWatches(cluster);
			assertThat(cluster.store.snapshot().generation()).isEqualTo(generation);
			changePort(cluster, 81);
			seesPort(cluster, 81);
		}
	}

	@Test
	void waitsForAServerThatIsAwayAtTheStart() {
		try (ClusterFixture cluster = cluster()) {
			cluster.server.down();
			cluster.source.start();
			eventually(() -> assertThat(cluster.source.problems()).isNotEmpty());
			assertThat(cluster.source.synced()).isFalse();
			cluster.server.up();
			eventually(() -> assertThat(cluster.keys()).contains("HTTPRoute apps/one", "Service apps/web"));
		}
	}

	@Test
	void picksUpAKindThatComesLater() {
		try (ClusterFixture cluster = cluster()) {
			cluster.server.refuse("inferencepools", 404);
			cluster.start();
			assertThat(cluster.source.problems())
				.anyMatch((line) -> line.contains("no inferencepools.inference.networking.k8s.io"));
			cluster.server.apply("""
					apiVersion: inference.networking.k8s.io/v1
					kind: InferencePool
					metadata: {name: llm, namespace: apps}
					spec:
					  selector: {matchLabels: {app: vllm}}
					  targetPorts: [{number: 8000}]
					  endpointPickerRef: {name: epp, port: {number: 9002}}
					""");
			cluster.server.allow("inferencepools");
			eventually(() -> assertThat(cluster.keys()).contains("InferencePool apps/llm"));
			assertThat(cluster.source.problems()).isEmpty();
			cluster.server.refuse("inferencepools", 404);
			eventually(() -> assertThat(cluster.keys()).doesNotContain("InferencePool apps/llm"));
		}
	}

	@Test
	void readsAKindInTheVersionThatThereIs() {
		try (ClusterFixture cluster = cluster()) {
			cluster.server.refuse("/apis/gateway.networking.k8s.io/v1/referencegrants", 404);
			cluster.server.apply("""
					apiVersion: gateway.networking.k8s.io/v1beta1
					kind: ReferenceGrant
					metadata: {name: grant, namespace: apps}
					spec:
					  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: infra}]
					  to: [{group: "", kind: Service}]
					""");
			cluster.start();
			assertThat(cluster.keys()).contains("ReferenceGrant apps/grant");
			assertThat(cluster.source.problems()).isEmpty();
		}
	}

	@Test
	void servesTheRestWhereAServiceMayNotBeRead() {
		try (ClusterFixture cluster = cluster()) {
			cluster.server.refuse("services", 403);
			cluster.start();
			assertThat(cluster.keys()).contains("HTTPRoute apps/one").doesNotContain("Service apps/web");
			assertThat(cluster.source.problems())
				.anyMatch((line) -> line.contains("may not read services of namespace apps")
						&& line.contains("list and watch"));
			cluster.server.allow("services");
			eventually(() -> assertThat(cluster.keys()).contains("Service apps/web"));
			assertThat(cluster.source.problems()).isEmpty();
		}
	}

	@Test
	void isNotReadyWhileItMayNotReadItsRoutes() {
		try (ClusterFixture cluster = cluster()) {
			cluster.server.refuse("httproutes", 403);
			cluster.source.start();
			eventually(() -> assertThat(cluster.source.problems()).anyMatch((line) -> line.contains("httproutes")));
			assertThat(cluster.source.synced()).isFalse();
			cluster.server.allow("httproutes");
			eventually(() -> assertThat(cluster.keys()).contains("HTTPRoute apps/one"));
		}
	}

	@Test
	void keepsWhatItMayNoLongerRead() {
		try (ClusterFixture cluster = cluster().start()) {
			cluster.server.refuse("httproutes", 403);
			eventually(() -> assertThat(cluster.source.problems()).anyMatch((line) -> line.contains("httproutes")));
			assertThat(cluster.keys()).contains("HTTPRoute apps/one");
		}
	}

	@Test
	void servesARouteWithoutWhatIsLateForTooLong() {
		Timing impatient = new Timing(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMillis(200),
				Duration.ofMillis(300), Duration.ofMillis(300));
		try (ClusterFixture cluster = new ClusterFixture(ClusterFixture.PROXY, impatient)) {
			cluster.server.apply(ClusterFixture.BASE);
			cluster.server.apply(ClusterFixture.service("web"));
			cluster.start();
			cluster.server.delay("metadata.name=web");
			cluster.server.apply(ROUTE);
			eventually(
					() -> assertThat(cluster.keys()).contains("HTTPRoute apps/one").doesNotContain("Service apps/web"));
		}
	}

	@Test
	void leavesOutAnObjectThatCannotBeDecodedAndNothingElse() {
		try (ClusterFixture cluster = cluster().start()) {
			cluster.server.apply(ROUTE.replace("name: web, port: 80", "name: web, port: eighty"));
			eventually(() -> assertThat(cluster.keys()).doesNotContain("HTTPRoute apps/one"));
			assertThat(cluster.keys()).contains("Gateway infra/edge");
			assertThat(cluster.source.problems())
				.anyMatch((line) -> line.contains("HTTPRoute apps/one: spec.rules[0].backendRefs[0].port"));
			cluster.server.apply(ROUTE);
			eventually(() -> assertThat(cluster.keys()).contains("HTTPRoute apps/one", "Service apps/web"));
			assertThat(cluster.source.problems()).isEmpty();
		}
	}

	/** Waits until everything that is wanted is watched. */
	private static void awaitWatches(ClusterFixture cluster) {
		eventually(() -> assertThat(cluster.server.watched()).contains("gateways/infra metadata.name=edge",
				"httproutes", "services/apps metadata.name=web"));
		ClusterSnapshot snapshot = cluster.store.snapshot();
		assertThat(snapshot.resources()).isNotEmpty();
	}

}
