package dev.penstock.app;

import java.time.Duration;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.Ports;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests upstreams that answer in one piece without having read the request. That no
 * buffer is lost is looked for after all of them.
 */
class EarlyAnswerTests {

	private static DisposableServer upstream;

	private static Site http1;

	private static Site h2c;

	@BeforeAll
	static void start() {
		upstream = HttpServer.create()
			.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
			.host("127.0.0.1")
			.port(Ports.free())
			.handle((_, response) -> response.sendString(Mono.just("early")))
			.bindNow();
		http1 = site("");
		h2c = site(", appProtocol: kubernetes.io/h2c");
	}

	private static Site site(String more) {
		Site site = TestGateway.shared().site();
		site.apply(site.gateway(),
				site.route("all", site.rule("{path: {type: PathPrefix, value: /}}", site.serviceRef("up", ""))),
				site.service("up", more, upstream.port()));
		return site;
	}

	@AfterAll
	static void stop() {
		upstream.disposeNow(Duration.ofSeconds(2));
	}

	@AfterEach
	void nothingIsInFlight() {
		await().atMost(TestGateway.PATIENCE).until(() -> TestGateway.shared().inFlightAtEndpoints() == 0);
	}

	@ParameterizedTest
	@CsvSource({ "http1,http1", "http1,h2c", "h2c,http1", "h2c,h2c" })
	void answerComesWhileTheRequestIsStillBeingSent(String client, String upstreamProtocol) {
		Site site = upstreamProtocol.equals("h2c") ? h2c : http1;
		for (int i = 0; i < 50; i++) {
			Reply reply = Client.of(client, site.port()).open(HttpMethod.POST, "/", body(i)).reply();
			assertThat(reply.status()).isEqualTo(200);
			assertThat(reply.text()).isEqualTo("early");
		}
	}

	@ParameterizedTest
	@CsvSource({ "http1,http1", "http1,h2c", "h2c,http1", "h2c,h2c" })
	void clientLeavesAboutWhenTheAnswerComes(String client, String upstreamProtocol) {
		Site site = upstreamProtocol.equals("h2c") ? h2c : http1;
		for (int i = 0; i < 100; i++) {
			Running running = Client.of(client, site.port()).open(HttpMethod.POST, "/", body(i % 10));
			if (i % 3 == 0) {
				running.head();
			}
			running.leave();
		}
		await().atMost(TestGateway.PATIENCE).until(() -> TestGateway.shared().inFlight() == 0);
	}

	private static Flux<ByteBuf> body(int parts) {
		return Flux.range(0, parts + 1).map((_) -> Unpooled.wrappedBuffer(new byte[10_000]));
	}

}
