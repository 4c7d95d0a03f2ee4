package dev.penstock.app;

import java.time.Instant;
import java.util.List;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Script;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests what an operator sees. */
class ActuatorTests {

	private static ControlledUpstream upstream;

	private static Site site;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start();
		site = TestGateway.shared().site();
		site.applyPool(upstream);
	}

	@AfterAll
	static void stop() {
		upstream.close();
	}

	@Test
	void livenessAndReadinessAreUp() {
		assertThat(TestGateway.shared().actuator("health/liveness").statusCode()).isEqualTo(200);
		assertThat(TestGateway.shared().actuator("health/readiness").statusCode()).isEqualTo(200);
		assertThat(TestGateway.shared()
			.actuatorJson("health/readiness")
			.at("/components/table/details/generation")
			.asLong()).isEqualTo(TestGateway.shared().generation());
	}

	@Test
	void routesOfSpringCloudGatewayAreTheRules() {
		JsonNode route = TestGateway.shared()
			.actuatorJson("gateway/routes")
			.valueStream()
			.filter((each) -> each.path("route_id").asString().equals(site.namespace() + "/all/0"))
			.findFirst()
			.orElseThrow();
		assertThat(route.path("predicate").asString()).contains("Prefix /").contains(site.namespace() + "/gw/http");
		assertThat(route.path("metadata").path("penstock").get(0).asString())
			.isEqualTo("InferencePool " + site.namespace() + "/pool (weight 1)");
	}

	@Test
	void endpointOfPenstockShowsPoolsWithRequestsInFlight() {
		Running running = Client.http1(site.port()).open(HttpMethod.GET, "/", null);
		Received received = upstream.next();
		JsonNode description = TestGateway.shared().actuatorJson("penstock");
		JsonNode endpoint = pool(description).path("endpoints").get(0);
		assertThat(endpoint.path("address").asString()).isEqualTo("127.0.0.1:" + upstream.port());
		assertThat(endpoint.path("requestsInFlight").asInt()).isEqualTo(1);
		assertThat(description.path("requestsInFlight").asInt()).isPositive();
		assertThat(description.path("generation").asLong()).isEqualTo(TestGateway.shared().generation());
		assertThat(description.path("sockets").valueStream().map(JsonNode::asString))
			.contains("127.0.0.1:" + site.port());
		received.answer(200, "");
		running.reply();
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThat(
					pool(TestGateway.shared().actuatorJson("penstock")).at("/endpoints/0/requestsInFlight").asInt())
				.isZero());
	}

	private static JsonNode pool(JsonNode description) {
		return description.path("pools")
			.valueStream()
			.filter((pool) -> pool.path("name").asString().equals(site.namespace() + "/pool"))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void endpointOfPenstockShowsTheLastPicksNewestFirst() {
		ControlledUpstream quick = ControlledUpstream.named("quick");
		String named = "127.0.0.1:" + quick.port();
		try (FakeEndpointPicker picker = FakeEndpointPicker.start(Script.picking(named))) {
			Site picked = TestGateway.shared().site();
			picked.applyPickedPool(picker.port(), "FailClose", quick.port());
			Client client = Client.http1(picked.port());
			client.post("/", "{}", "x-request-id", "good");
			picker.follow(Script.picking("10.9.9.9:1"));
			client.post("/", "{}", "x-request-id", "bad");
			List<JsonNode> picks = await().atMost(TestGateway.PATIENCE)
				.until(() -> recentPicks(picked), (found) -> found.size() == 2);
			assertThat(picks).extracting((pick) -> pick.path("requestId").asString()).containsExactly("bad", "good");
			JsonNode bad = picks.getFirst();
			assertThat(bad.path("outcome").asString()).isEqualTo("endpoint_not_in_pool");
			assertThat(bad.path("reason").asString()).isEqualTo("endpoint_not_in_pool");
			assertThat(bad.path("message").asString()).contains("10.9.9.9:1");
			assertThat(bad.path("served").isNull()).isTrue();
			JsonNode good = picks.getLast();
			assertThat(good.path("outcome").asString()).isEqualTo("picked");
			assertThat(good.path("picked").asString()).isEqualTo(named);
			assertThat(good.path("served").asString()).isEqualTo(named);
			assertThat(good.path("millis").asDouble()).isPositive();
			assertThat(Instant.parse(good.path("time").asString())).isBetween(Instant.now().minusSeconds(60),
					Instant.now());
		}
		quick.close();
	}

	private static List<JsonNode> recentPicks(Site picked) {
		return TestGateway.shared()
			.actuatorJson("penstock")
			.path("recentPicks")
			.valueStream()
			.filter((pick) -> pick.path("pool").asString().equals(picked.namespace() + "/pool"))
			.toList();
	}

	@Test
	void labelsOfMetricsDoNotGrowWithPathsHostsOrMethods() {
		ControlledUpstream quick = ControlledUpstream.named("quick");
		Site busy = TestGateway.shared().site();
		busy.applyPool(quick);
		Client client = Client.http1(busy.port());
		client.get("/");
		await().atMost(TestGateway.PATIENCE).until(() -> samples(busy).size() == 1);
		for (int i = 0; i < 20; i++) {
			client.open(HttpMethod.valueOf("M" + i), "/path/" + i + "?q=" + i, null, "host", "h" + i).reply();
		}
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThat(samples(busy)).singleElement()
				.asString()
				.endsWith(" 21")
				.contains("rule=\"" + busy.namespace() + "/all/0\"")
				.contains("backend=\"" + busy.namespace() + "/pool\"")
				.contains("status=\"200\"")
				.contains("reason=\"none\""));
		quick.close();
	}

	private static List<String> samples(Site busy) {
		return TestGateway.shared()
			.actuator("prometheus")
			.body()
			.lines()
			.filter((line) -> line.startsWith("penstock_requests_seconds_count")
					&& line.contains(busy.namespace() + "/"))
			.toList();
	}

}
