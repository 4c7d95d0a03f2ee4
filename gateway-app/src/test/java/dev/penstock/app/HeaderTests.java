package dev.penstock.app;

import java.io.IOException;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which headers cross the gateway, and that the request's target does so as it is.
 */
class HeaderTests {

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

	@BeforeEach
	void forget() {
		upstream.forget();
	}

	@Test
	void headersOfTheConnectionAndOfThePickerNeverReachTheUpstream() throws IOException {
		Received received = exchange("""
				GET / HTTP/1.1
				host: model.example.com
				connection: x-secret, keep-alive
				x-secret: 1
				keep-alive: timeout=5
				proxy-connection: keep-alive
				te: trailers
				upgrade: foo
				x-gateway-destination-endpoint: 10.0.0.1:80
				x-gateway-destination-endpoint-subset: 10.0.0.1:80
				X-Gateway-Destination-Endpoint-Served: 10.0.0.1:80
				x-kept: a
				x-kept: b

				""");
		assertThat(received.headerNames()).noneMatch((name) -> name.toLowerCase(java.util.Locale.ROOT)
			.matches("connection|keep-alive|proxy-connection|te|upgrade|x-secret|x-gateway-.*"));
		assertThat(received.header("x-kept")).containsExactly("a", "b");
		assertThat(received.header("host")).containsExactly("model.example.com");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void headersOfTheCodecAndOfTheConnectionNeverReachTheClient(String protocol) {
		Running running = Client.of(protocol, site.port()).open(HttpMethod.GET, "/", null);
		Received received = upstream.next();
		assertThat(received.headerNames()).noneMatch((name) -> name.startsWith("x-http2-"));
		received.answer(200, "ok", "x-http2-stream-id", "7", "x-http2-stream-weight", "1", "keep-alive", "timeout=5",
				"connection", "x-hop", "x-hop", "1", "x-kept", "a", "x-kept", "b", "server", "vllm");
		Reply reply = running.reply();
		assertThat(reply.headers().getAll("x-kept")).containsExactly("a", "b");
		assertThat(reply.header("server")).isEqualTo("vllm");
		assertThat(reply.headers().contains("x-hop")).isFalse();
		assertThat(reply.headers().contains("keep-alive")).isFalse();
		if (protocol.equals("http1")) {
			assertThat(reply.headers().names()).noneMatch((name) -> name.startsWith("x-http2-"));
		}
		else {
			assertThat(reply.headers().getAll("x-http2-stream-id")).as("that of the client's own codec")
				.doesNotContain("7");
		}
	}

	@Test
	void requestIdIsKept() {
		assertThat(received("x-request-id", "mine").header("x-request-id")).containsExactly("mine");
	}

	@Test
	void requestIdIsMadeWhereThereIsNone() {
		String first = received().header("x-request-id").getFirst();
		String second = received().header("x-request-id").getFirst();
		assertThat(first).isNotBlank().isNotEqualTo(second);
	}

	@Test
	void forwardedForGetsTheClientsAddressAtItsEnd() {
		assertThat(String.join(",", received("x-forwarded-for", "203.0.113.7").header("x-forwarded-for")))
			.isEqualToIgnoringWhitespace("203.0.113.7,127.0.0.1");
		assertThat(received().header("x-forwarded-for")).containsExactly("127.0.0.1");
		assertThat(received().header("x-forwarded-proto")).containsExactly("http");
	}

	@Test
	void forwardedHeadersOfTheClientDoNotChangeTheHost() {
		assertThat(received("x-forwarded-host", "evil.example.com", "host", "good.example.com").header("host"))
			.containsExactly("good.example.com");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/a%2Fb", "/a//b", "//a", "/a/", "/a?", "/a?q=%20+%2B&q=&r", "/%E2%82%AC", "/a;x=1",
			"/a?u=http://x/y?z", "/a%00" })
	void pathAndQueryReachTheUpstreamAsTheyWereSent(String target) throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("GET " + target + " HTTP/1.1\nhost: x\n\n");
			Received received = upstream.next();
			received.answer(200, "ok");
			assertThat(connection.readHead()).startsWith("HTTP/1.1 200");
			assertThat(received.target()).isEqualTo(target);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/a|b", "/a?x={y}", "/a?x=%zz" })
	void targetThatIsNoUriIsABadRequest(String target) throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("GET " + target + " HTTP/1.1\nhost: x\n\n");
			assertThat(connection.readHead()).startsWith("HTTP/1.1 400 ");
		}
		assertThat(upstream.count()).isZero();
	}

	private Received received(String... headers) {
		Running running = Client.http1(site.port()).open(HttpMethod.GET, "/", null, headers);
		Received received = upstream.next();
		received.answer(200, "ok");
		running.reply();
		return received;
	}

	private static Received exchange(String request) throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send(request);
			Received received = upstream.next();
			received.answer(200, "ok");
			connection.readHead();
			return received;
		}
	}

}
