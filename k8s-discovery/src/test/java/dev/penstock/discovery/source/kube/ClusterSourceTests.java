package dev.penstock.discovery.source.kube;

import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import static dev.penstock.discovery.source.kube.ClusterFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Tests what is read, and that no more is. */
class ClusterSourceTests {

	private static final String TO_WEB = "{name: web, port: 80}";

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

}
