package dev.penstock.app;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.demo.Settings;
import dev.penstock.demo.SimulatedModelServer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests what a client of the OpenAI API sees. */
class CompletionTests {

	private static ControlledUpstream upstream;

	private static SimulatedModelServer model;

	private static Site controlled;

	private static Site simulated;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start();
		model = SimulatedModelServer.start(Settings.builder().instant().build());
		controlled = TestGateway.shared().site();
		controlled.applyPool(upstream);
		simulated = TestGateway.shared().site();
		simulated.apply(simulated.gateway(),
				simulated.route("all",
						simulated.rule("{path: {type: PathPrefix, value: /}}", simulated.poolRef("pool"))),
				simulated.pool("pool", model.address().getPort()), simulated.pod("pod", "127.0.0.1", "True"));
	}

	@AfterAll
	static void stop() {
		upstream.close();
		model.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void completionComesWhole(String protocol) {
		Reply reply = Client.of(protocol, simulated.port())
			.post("/v1/completions", "{\"model\":\"simulated-model\",\"prompt\":\"Hello\"}");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.json().path("object").asString()).isEqualTo("text_completion");
		assertThat(reply.json().path("choices").get(0).path("text").asString()).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void completionComesAsAStream(String protocol) {
		Reply reply = Client.of(protocol, simulated.port()).post("/v1/chat/completions", """
				{"model":"simulated-model","stream":true,"messages":[{"role":"user","content":"Hello"}]}""");
		assertThat(reply.header("content-type")).startsWith("text/event-stream");
		assertThat(reply.text()).startsWith("data: {").endsWith("data: [DONE]\n\n");
	}

	@Test
	void modelsAreListed() {
		Reply reply = Client.http1(simulated.port()).get("/v1/models");
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.json().path("data").get(0).path("id").asString()).isEqualTo("simulated-model");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void eachChunkReachesTheClientBeforeTheUpstreamSendsTheNext(String protocol) {
		Running running = Client.of(protocol, controlled.port())
			.open(HttpMethod.POST, "/v1/completions", Flux.just(Unpooled.wrappedBuffer(new byte[] { '{', '}' })));
		Received received = upstream.next();
		received.respond(200, "content-type", "text/event-stream");
		assertThat(running.head().status().code()).as("the head comes before any chunk").isEqualTo(200);
		for (int i = 0; i < 20; i++) {
			received.chunk("data: " + i + "\n\n");
			assertThat(running.chunk()).isEqualTo("data: " + i + "\n\n");
		}
		received.end();
		assertThat(running.end()).isNull();
	}

	@Test
	void chunksOfAnyContentTypeReachTheClientAsTheyCome() {
		Running running = Client.http1(controlled.port()).open(HttpMethod.GET, "/raw", null);
		Received received = upstream.next();
		received.respond(200, "content-type", "application/octet-stream", "content-length", "6");
		received.chunk("abc");
		assertThat(running.head().responseHeaders().get("content-length")).isEqualTo("6");
		assertThat(running.chunk()).isEqualTo("abc");
		received.chunk("def");
		assertThat(running.chunk()).isEqualTo("def");
		assertThat(running.end()).isNull();
		received.end();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void headHasTheLengthAndNoBody(String protocol) {
		Running running = Client.of(protocol, controlled.port()).open(HttpMethod.HEAD, "/v1/models", null);
		Received received = upstream.next();
		assertThat(received.method()).isEqualTo("HEAD");
		received.respondWithoutBody(200, "content-length", "1234", "etag", "x");
		Reply reply = running.reply();
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.header("content-length")).isEqualTo("1234");
		assertThat(reply.header("etag")).isEqualTo("x");
		assertThat(reply.body()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 304 })
	void statusWithoutABodyStaysWithoutABody(int status) {
		Running running = Client.http1(controlled.port()).open(HttpMethod.GET, "/nothing", null);
		upstream.next().respondWithoutBody(status, "x-kept", "yes");
		Reply reply = running.reply();
		assertThat(reply.status()).isEqualTo(status);
		assertThat(reply.header("x-kept")).isEqualTo("yes");
		assertThat(reply.headers().contains("transfer-encoding")).isFalse();
		assertThat(reply.body()).isEmpty();
	}

}
