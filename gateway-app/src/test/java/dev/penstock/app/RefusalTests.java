package dev.penstock.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

import dev.penstock.app.harness.CapturedLog;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that a request that the gateway ends itself says why, and the same everywhere: in
 * the header, in the body, in the access log and in the metric.
 */
class RefusalTests {

	private static ControlledUpstream upstream;

	private static Site site;

	private static int closedPort;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start();
		closedPort = Ports.free();
		site = TestGateway.shared().site();
		site.apply(site.gateway(),
				site.route("routes", site.rule("{path: {value: /missing-service}}", site.serviceRef("none", "")),
						site.rule("{path: {value: /missing-pool}}", site.poolRef("none")),
						"{matches: [{path: {value: /no-backend}}]}",
						site.rule("{path: {value: /zero}}",
								"{group: inference.networking.k8s.io, kind: InferencePool, name: pool, weight: 0}"),
						site.rule("{path: {value: /empty-service}}", site.serviceRef("empty", "")),
						site.rule("{path: {value: /pool}}", site.poolRef("pool")),
						site.rule("{path: {value: /dead}}", site.poolRef("dead")),
						site.rule("{path: {value: /half-dead}}", site.poolRef("half-dead")),
						site.ruleWith("matches: [{path: {value: /request-timeout}}], timeouts: {request: 300ms}",
								site.poolRef("pool")),
						site.ruleWith("matches: [{path: {value: /backend-timeout}}], timeouts: {backendRequest: 300ms}",
								site.poolRef("pool"))),
				site.service("empty", ""), site.pool("pool", upstream.port()), site.pool("dead", closedPort),
				site.pool("half-dead", upstream.port(), closedPort, Ports.free()),
				site.pod("pod", "127.0.0.1", "True"));
	}

	@AfterAll
	static void stop() {
		upstream.close();
	}

	@BeforeEach
	void forget() {
		upstream.forget();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void noRouteIsNotFound(String protocol) {
		assertRefused(protocol, "/elsewhere", 404, "no_route");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void answerToHeadHasTheReasonButPromisesNoContent(String protocol) {
		Reply reply = Client.of(protocol, site.port()).open(HttpMethod.HEAD, "/elsewhere", null).reply();
		assertThat(reply.status()).isEqualTo(404);
		assertThat(reply.reason()).isEqualTo("no_route");
		assertThat(reply.header("content-type")).isNull();
		assertThat(reply.body()).isEmpty();
	}

	@Test
	void missingServiceIsAnInvalidBackend() {
		assertRefused("http1", "/missing-service", 500, "invalid_backend");
	}

	@Test
	void missingPoolIsAnInvalidBackend() {
		assertRefused("http1", "/missing-pool", 500, "invalid_backend");
	}

	@Test
	void ruleWithoutBackendsIsAnInvalidBackend() {
		assertRefused("http1", "/no-backend", 500, "invalid_backend");
	}

	@Test
	void ruleWhoseBackendsHaveNoWeightIsAnInvalidBackend() {
		assertRefused("http1", "/zero", 500, "invalid_backend");
	}

	@Test
	void serviceWithoutEndpointsHasNoReadyEndpoint() {
		Reply reply = assertRefused("http1", "/empty-service", 503, "no_ready_endpoint");
		assertThat(reply.header("retry-after")).isEqualTo("1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void endpointThatNothingListensAtCanNotBeConnectedTo(String protocol) {
		assertRefused(protocol, "/dead", 502, "upstream_connect_failed");
	}

	@Test
	void othersAreTriedBeforeARequestIsRefused() {
		for (int i = 0; i < 10; i++) {
			Running running = Client.http1(site.port()).open(HttpMethod.GET, "/half-dead", null);
			upstream.next().answer(200, "alive");
			assertThat(running.reply().text()).isEqualTo("alive");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void upstreamThatResetsBeforeItAnswersIsABadGateway(String protocol) {
		Running running = Client.of(protocol, site.port()).open(HttpMethod.GET, "/pool/reset", null);
		upstream.next().reset();
		assertRefused(running.reply(), "/pool/reset", 502, "upstream_reset");
	}

	@Test
	void upstreamThatHangsUpBeforeItAnswersIsABadGateway() {
		Running running = Client.http1(site.port()).open(HttpMethod.GET, "/pool/hang-up", null);
		upstream.next().hangUp();
		assertRefused(running.reply(), "/pool/hang-up", 502, "upstream_reset");
	}

	@Test
	void upstreamThatSpeaksSomethingElseIsABadGateway() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
			Site other = TestGateway.shared().site();
			other.apply(other.gateway(), other.route("all", other.rule("{path: {value: /}}", other.poolRef("pool"))),
					other.pool("pool", server.getLocalPort()), other.pod("pod", "127.0.0.1", "True"));
			Thread talker = Thread.ofVirtual().start(() -> {
				try (var socket = server.accept()) {
					socket.getInputStream().read();
					socket.getOutputStream().write("220 mail.example.org ESMTP\r\n\r\n".getBytes());
					socket.getOutputStream().flush();
					socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
				}
				catch (IOException ex) {
					throw new java.io.UncheckedIOException(ex);
				}
			});
			Reply reply = Client.http1(other.port()).get("/babble");
			assertRefused(reply, "/babble", 502, "upstream_reset");
			assertThat(talker.isInterrupted()).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/request-timeout", "/backend-timeout" })
	void routeThatTakesTooLongTimesOut(String path) {
		Running running = Client.http1(site.port()).open(HttpMethod.GET, path, null);
		Received received = upstream.next();
		assertRefused(running.reply(), path, 504, "timeout");
		await().atMost(TestGateway.PATIENCE).until(received::isCancelled);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/request-timeout?http1", "/backend-timeout?http1", "/request-timeout?h2c" })
	void timeoutAfterTheResponseBeganBreaksTheConnection(String path) {
		Running running = Client.of(path.substring(path.indexOf('?') + 1), site.port())
			.open(HttpMethod.GET, path + "-late", null);
		Received received = upstream.next();
		received.respond(200);
		received.chunk("begun");
		assertThat(running.chunk()).isEqualTo("begun");
		assertThat(running.end()).as("how the response fails").isNotNull();
		await().atMost(TestGateway.PATIENCE).until(received::isCancelled);
		assertThat(logged(path + "-late").path("reason").asString()).isEqualTo("timeout");
		assertThat(logged(path + "-late").path("status").asInt()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void upstreamThatBreaksOffInTheMiddleBreaksTheClientsConnection(String protocol) {
		Running running = Client.of(protocol, site.port()).open(HttpMethod.GET, "/pool/break?" + protocol, null);
		Received received = upstream.next();
		received.respond(200);
		received.chunk("begun");
		assertThat(running.chunk()).isEqualTo("begun");
		received.hangUp();
		assertThat(running.end()).as("how the response fails").isNotNull();
		assertThat(logged("/pool/break?" + protocol).path("reason").asString()).isEqualTo("upstream_reset");
	}

	@Test
	void upstreamThatBreaksOffABodyOfKnownLengthBreaksTheClientsConnection() throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("GET /pool/short HTTP/1.1\nhost: x\n\n");
			Received received = upstream.next();
			received.respond(200, "content-length", "100");
			received.chunk("begun");
			assertThat(connection.readHead()).contains("content-length: 100");
			received.hangUp();
			assertThat(connection.readToEnd()).isEqualTo("begun");
		}
	}

	@Test
	void responseThatBreaksOffHasNoLastChunk() throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("GET /pool/chunks HTTP/1.1\nhost: x\n\n");
			Received received = upstream.next();
			received.respond(200);
			received.chunk("begun");
			connection.readHead();
			received.hangUp();
			assertThat(connection.readToEnd()).isEqualTo("5\r\nbegun\r\n");
		}
	}

	@Test
	void errorOfTheUpstreamIsPassedOnAsItIs() {
		Running running = Client.http1(site.port()).open(HttpMethod.GET, "/pool/error", null);
		upstream.next().answer(503, "busy", "retry-after", "7");
		Reply reply = running.reply();
		assertThat(reply.status()).isEqualTo(503);
		assertThat(reply.reason()).isNull();
		assertThat(reply.header("retry-after")).isEqualTo("7");
		assertThat(reply.text()).isEqualTo("busy");
	}

	private static Reply assertRefused(String protocol, String path, int status, String code) {
		String unique = path + "?" + protocol;
		Reply reply = Client.of(protocol, site.port()).get(unique);
		assertRefused(reply, unique, status, code);
		return reply;
	}

	private static void assertRefused(Reply reply, String path, int status, String code) {
		assertThat(reply.status()).isEqualTo(status);
		assertThat(reply.reason()).isEqualTo(code);
		assertThat(reply.header("content-type")).isEqualTo("application/json");
		JsonNode error = reply.json().path("error");
		assertThat(error.path("code").asString()).isEqualTo(code);
		assertThat(error.path("message").asString()).isNotBlank();
		assertThat(error.path("type").asString()).isEqualTo((status < 500) ? "invalid_request_error" : "server_error");
		assertThat(error.path("param").isNull()).isTrue();
		assertThat(reply.json().propertyNames()).containsExactly("error");
		JsonNode line = logged(path);
		assertThat(line.path("reason").asString()).isEqualTo(code);
		assertThat(line.path("status").asInt()).isEqualTo(status);
		assertThat(line.path("message").asString()).isEqualTo(error.path("message").asString());
		assertThat(TestGateway.shared().actuator("prometheus").body().lines())
			.anySatisfy((sample) -> assertThat(sample).startsWith("penstock_requests_seconds_count")
				.contains("reason=\"" + code + "\"")
				.contains("status=\"" + status + "\""));
	}

	private static JsonNode logged(String path) {
		List<JsonNode> lines = await().atMost(TestGateway.PATIENCE)
			.until(() -> CapturedLog.of("penstock.access")
				.stream()
				.map((line) -> JsonMapper.shared().readTree(line))
				.filter((line) -> line.path("path").asString().equals(path)
						&& line.path("host").asString().endsWith(":" + site.port())
						|| line.path("path").asString().equals("/babble") && path.equals("/babble"))
				.toList(), (found) -> !found.isEmpty());
		return lines.getLast();
	}

}
