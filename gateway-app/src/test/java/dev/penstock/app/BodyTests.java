package dev.penstock.app;

import java.io.IOException;
import java.util.Random;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Digests;
import dev.penstock.app.harness.RawConnection;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests that bodies arrive as they were sent, up to the limit. */
class BodyTests {

	private static final int LIMIT = 32 * 1024 * 1024;

	private static ControlledUpstream upstream;

	private static ControlledUpstream h2cUpstream;

	private static Site site;

	private static Site h2cSite;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start();
		site = TestGateway.shared().site();
		site.applyPool(upstream);
		h2cUpstream = ControlledUpstream.start();
		h2cSite = TestGateway.shared().site();
		h2cSite.apply(h2cSite.gateway(),
				h2cSite.route("all", h2cSite.rule("{path: {type: PathPrefix, value: /}}", h2cSite.poolRef("pool"))),
				h2cSite.pool("pool", "appProtocol: kubernetes.io/h2c", h2cUpstream.port()),
				h2cSite.pod("pod", "127.0.0.1", "True"));
	}

	@AfterAll
	static void stop() {
		upstream.close();
		h2cUpstream.close();
	}

	@BeforeEach
	void forget() {
		upstream.forget();
		h2cUpstream.forget();
	}

	@ParameterizedTest
	@CsvSource({ "http1,0", "http1,1", "http1,1024", "http1,1048576", "http1,32505856", "h2c,0", "h2c,1048576" })
	void bodyOfAnnouncedLengthArrivesByteForByte(String protocol, int size) {
		byte[] body = bytes(size);
		Running running = Client.of(protocol, site.port())
			.open(HttpMethod.POST, "/v1/completions", chunks(body), "content-length", Integer.toString(size),
					"content-type", "application/octet-stream");
		Received received = upstream.next();
		assertThat(received.bodyHash()).isEqualTo(Digests.of(body));
		assertThat(received.bodyLength()).isEqualTo(size);
		assertThat(received.header("content-length")).containsExactly(Integer.toString(size));
		assertThat(received.header("transfer-encoding")).isEmpty();
		received.answer(200, "ok");
		assertThat(running.reply().text()).isEqualTo("ok");
	}

	@ParameterizedTest
	@CsvSource({ "http1,1", "http1,1024", "http1,1048576", "http1,32505856", "h2c,1", "h2c,1048576" })
	void bodyOfUnknownLengthArrivesByteForByte(String protocol, int size) {
		byte[] body = bytes(size);
		Running running = Client.of(protocol, site.port()).open(HttpMethod.POST, "/v1/completions", chunks(body));
		Received received = upstream.next();
		assertThat(received.bodyHash()).isEqualTo(Digests.of(body));
		assertThat(received.bodyLength()).isEqualTo(size);
		assertThat(received.header("content-length")).isEmpty();
		assertThat(received.header("transfer-encoding")).containsExactly("chunked");
		received.answer(200, "ok");
		assertThat(running.reply().text()).isEqualTo("ok");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void bodyArrivesByteForByteOverHttp2(String protocol) {
		byte[] body = bytes(1024 * 1024);
		Running running = Client.of(protocol, h2cSite.port()).open(HttpMethod.POST, "/x", chunks(body));
		Received received = h2cUpstream.next();
		assertThat(received.protocol()).startsWith("HTTP/2");
		assertThat(received.bodyHash()).isEqualTo(Digests.of(body));
		received.answer(200, "ok");
		assertThat(running.reply().text()).isEqualTo("ok");
	}

	@ParameterizedTest
	@CsvSource({ "http1,0", "http1,1", "http1,1048576", "http1,33554433", "h2c,1048576" })
	void responseBodyArrivesByteForByte(String protocol, int size) {
		byte[] body = bytes(size);
		Running running = Client.of(protocol, site.port()).open(HttpMethod.GET, "/file", null);
		Received received = upstream.next();
		received.respond(200, "content-type", "application/octet-stream");
		int step = 64 * 1024;
		for (int from = 0; from < size; from += step) {
			received.chunk(java.util.Arrays.copyOfRange(body, from, Math.min(size, from + step)));
		}
		received.end();
		assertThat(Digests.of(running.reply().body())).isEqualTo(Digests.of(body));
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void bodyGoesThroughAsItComes(String protocol) {
		reactor.core.publisher.Sinks.Many<ByteBuf> parts = reactor.core.publisher.Sinks.many()
			.unicast()
			.onBackpressureBuffer();
		Running running = Client.of(protocol, site.port()).open(HttpMethod.POST, "/x", parts.asFlux());
		parts.tryEmitNext(Unpooled.wrappedBuffer(bytes(10_000)));
		Received received = upstream.next();
		parts.tryEmitNext(Unpooled.wrappedBuffer(bytes(10_000)));
		await().untilAsserted(() -> assertThat(received.bodyLength()).isPositive());
		assertThat(received.isBodyComplete()).isFalse();
		parts.tryEmitComplete();
		received.answer(200, "ok");
		assertThat(running.reply().text()).isEqualTo("ok");
	}

	@Test
	void announcedBodyBeyondTheLimitIsRefusedBeforeItComes() throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("POST /v1/completions HTTP/1.1\nhost: x\ncontent-length: %d\n\n".formatted(LIMIT + 1));
			assertThat(connection.readHead()).startsWith("HTTP/1.1 413 ").contains("x-penstock-reason: body_too_large");
		}
		assertThat(upstream.count()).isZero();
	}

	@Test
	void bodyBeyondTheLimitIsRefusedWhereItsLengthWasNotAnnounced() {
		byte[] body = bytes(LIMIT + 1);
		Reply reply = Client.http1WithNewConnections(site.port())
			.open(HttpMethod.POST, "/v1/completions", chunks(body))
			.reply();
		assertThat(reply.status()).isEqualTo(413);
		assertThat(reply.reason()).isEqualTo("body_too_large");
		assertThat(reply.json().path("error").path("code").asString()).isEqualTo("body_too_large");
		assertThat(reply.json().path("error").path("type").asString()).isEqualTo("invalid_request_error");
		assertThat(reply.json().path("error").path("message").asString()).contains("penstock.proxy.max-request-body")
			.contains(Integer.toString(LIMIT));
		assertThat(reply.json().path("error").has("param")).isTrue();
		assertThat(upstream.next().isBodyComplete()).as("the upstream must not take it for complete").isFalse();
	}

	@Test
	void clientThatExpectsContinueIsToldToGoOn() throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("POST /x HTTP/1.1\nhost: x\ncontent-length: 5\nexpect: 100-continue\n\n");
			assertThat(connection.readHead()).startsWith("HTTP/1.1 100 ");
			connection.send("hello");
			Received received = upstream.next();
			assertThat(received.bodyHash()).isEqualTo(Digests.of(new byte[] { 'h', 'e', 'l', 'l', 'o' }));
			assertThat(received.header("expect")).isEmpty();
			received.answer(200, "ok");
			assertThat(connection.readHead()).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void clientThatExpectsContinueIsRefusedWithoutIt() throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			connection
				.send("POST /x HTTP/1.1\nhost: x\ncontent-length: %d\nexpect: 100-continue\n\n".formatted(LIMIT + 1L));
			assertThat(connection.readHead()).startsWith("HTTP/1.1 413 ");
		}
	}

	private static byte[] bytes(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	private static Flux<ByteBuf> chunks(byte[] body) {
		int step = 50_000;
		return Flux.range(0, (body.length + step - 1) / step)
			.map((i) -> Unpooled.wrappedBuffer(body, i * step, Math.min(step, body.length - i * step)));
	}

}
