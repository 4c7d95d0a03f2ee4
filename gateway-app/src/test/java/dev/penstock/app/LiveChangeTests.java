package dev.penstock.app;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Ports;
import dev.penstock.app.harness.RawConnection;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.event.RefreshRoutesEvent;
import org.springframework.context.ApplicationListener;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Tests that manifests change under load and no request notices. */
class LiveChangeTests {

	private static final int CHANGES = 100;

	private static ControlledUpstream a;

	private static ControlledUpstream b;

	@BeforeAll
	static void start() {
		a = ControlledUpstream.named("a");
		b = ControlledUpstream.named("b");
	}

	@AfterAll
	static void stop() {
		a.close();
		b.close();
	}

	@Test
	void hundredChangesUnderLoadFailNoRequestAndMixNoTwoVersions() throws InterruptedException {
		Site site = TestGateway.shared().site();
		apply(site, a, "a");
		Queue<String> wrong = new ConcurrentLinkedQueue<>();
		AtomicInteger served = new AtomicInteger();
		AtomicBoolean done = new AtomicBoolean();
		List<Thread> clients = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Client client = Client.of((i % 2 == 0) ? "http1" : "h2c", site.port());
			clients.add(Thread.ofPlatform().start(() -> {
				while (!done.get()) {
					Reply reply = client.get("/");
					if (reply.status() != 200 || !reply.text().equals(reply.header("x-version"))) {
						wrong.add(reply.status() + " " + reply.header("x-version") + " " + reply.text());
					}
					served.incrementAndGet();
				}
			}));
		}
		for (int i = 1; i <= CHANGES; i++) {
			apply(site, (i % 2 == 0) ? a : b, (i % 2 == 0) ? "a" : "b");
		}
		done.set(true);
		for (Thread client : clients) {
			client.join();
		}
		assertThat(wrong).isEmpty();
		assertThat(served.get()).isGreaterThan(CHANGES);
		assertThat(Client.http1(site.port()).get("/").text()).isEqualTo("a");
	}

	private static void apply(Site site, ControlledUpstream upstream, String version) {
		site.apply(site.gateway(), site.route("all",
				"{filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: x-version, value: %s}]}}], backendRefs: [%s]}"
					.formatted(version, site.poolRef("pool"))),
				site.pool("pool", upstream.port()), site.pod("pod", "127.0.0.1", "True"));
	}

	@Test
	void fileThatDoesNotParseKeepsTheLastGoodState() {
		Site site = TestGateway.shared().site();
		apply(site, a, "a");
		site.write("kind: HTTPRoute\n  metadata: {broken");
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThat(TestGateway.shared().actuatorJson("penstock").path("problems").toString())
				.contains(site.namespace() + ".yaml"));
		assertThat(Client.http1(site.port()).get("/").text()).isEqualTo("a");
		apply(site, b, "b");
		assertThat(Client.http1(site.port()).get("/").text()).isEqualTo("b");
		assertThat(TestGateway.shared().actuatorJson("penstock").path("problems").toString())
			.doesNotContain(site.namespace() + ".yaml");
	}

	@Test
	void changeOfEndpointsOnlyRefreshesNoRoute() {
		AtomicInteger refreshes = new AtomicInteger();
		ApplicationListener<RefreshRoutesEvent> listener = (_) -> refreshes.incrementAndGet();
		Site site = TestGateway.shared().site();
		site.applyPool(a);
		TestGateway.shared().context().addApplicationListener(listener);
		String[] manifests = { site.gateway(),
				site.route("all", site.rule("{path: {type: PathPrefix, value: /}}", site.poolRef("pool"))),
				site.pool("pool", a.port()) };
		site.apply(manifests[0], manifests[1], manifests[2], site.pod("pod", "127.0.0.1", "False"));
		Reply none = Client.http1(site.port()).get("/");
		assertThat(none.reason()).isEqualTo("no_ready_endpoint");
		assertThat(none.header("retry-after")).isEqualTo("1");
		site.apply(manifests[0], manifests[1], manifests[2], site.pod("pod", "127.0.0.1", "True"),
				site.pod("second", "127.0.0.2", "True"));
		assertThat(Client.http1(site.port()).get("/").text()).isEqualTo("a");
		assertThat(refreshes).hasValue(0);
		site.applyPool(b);
		apply(site, b, "b");
		assertThat(refreshes).as("the listener counts").hasValueGreaterThan(0);
	}

	@Test
	void requestThatRunsGoesOnWhenItsRouteIsGone() {
		ControlledUpstream upstream = ControlledUpstream.start();
		Site site = TestGateway.shared().site();
		site.applyPool(upstream);
		Running running = Client.http1(site.port()).open(HttpMethod.GET, "/", null);
		Received received = upstream.next();
		received.respond(200);
		received.chunk("before");
		assertThat(running.chunk()).isEqualTo("before");
		site.apply(site.gateway());
		assertThat(Client.http1(site.port()).get("/").reason()).isEqualTo("no_route");
		received.chunk("after");
		assertThat(running.chunk()).isEqualTo("after");
		received.end();
		assertThat(running.end()).isNull();
		upstream.close();
	}

	@Test
	void listenerComesAndGoes() {
		int second = Ports.free();
		Site site = TestGateway.shared().site();
		String route = site.route("all", site.rule("{path: {value: /}}", site.poolRef("pool")));
		String pool = site.pool("pool", a.port());
		String pod = site.pod("pod", "127.0.0.1", "True");
		site.apply(site.gateway(), route, pool, pod);
		site.apply(site.gateway("gw", "[{name: http, port: %d, protocol: HTTP}, {name: more, port: %d, protocol: HTTP}]"
			.formatted(site.port(), second)), route, pool, pod);
		assertThat(Client.http1(second).get("/").text()).isEqualTo("a");
		site.apply(site.gateway(), route, pool, pod);
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> new RawConnection(second).close()));
		assertThat(Client.http1(site.port()).get("/").text()).isEqualTo("a");
	}

	@Test
	void portThatIsInUseIsReportedAndEverythingElseIsServed() throws IOException {
		Site site = TestGateway.shared().site();
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			site.apply(
					site.gateway("gw",
							"[{name: http, port: %d, protocol: HTTP}, {name: taken, port: %d, protocol: HTTP}]"
								.formatted(site.port(), taken.getLocalPort())),
					site.route("all", site.rule("{path: {value: /}}", site.poolRef("pool"))),
					site.pool("pool", a.port()), site.pod("pod", "127.0.0.1", "True"));
			assertThat(Client.http1(site.port()).get("/").text()).isEqualTo("a");
			JsonNode statuses = TestGateway.shared().actuatorJson("penstock").path("statuses");
			String gateway = "Gateway " + site.namespace() + "/gw";
			assertThat(statuses.path(gateway + " listener taken").path("Programmed").asString()).startsWith("False/")
				.contains(Integer.toString(taken.getLocalPort()));
			assertThat(statuses.path(gateway + " listener http").path("Programmed").asString()).startsWith("True/");
		}
	}

}
