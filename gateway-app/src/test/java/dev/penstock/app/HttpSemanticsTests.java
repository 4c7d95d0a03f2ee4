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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests what of a request decides where it goes, and what becomes of it on the way. */
class HttpSemanticsTests {

	private static ControlledUpstream upstream;

	private static Site site;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start();
		site = TestGateway.shared().site();
		site.apply(site.gateway(),
				site.route("paths", rule("prefix", "{path: {value: /v1}}"), rule("slash", "{path: {value: /v2/}}"),
						rule("exact", "{path: {type: Exact, value: /v1/models}}"),
						rule("regex", "{path: {type: RegularExpression, value: '/r/(a|aa)+'}}"),
						rule("rest", "{path: {value: /}}")),
				site.routeAt("host", "{name: gw}", "[one.example.com]", rule("one", "{path: {value: /}}")),
				site.routeAt("wildcard", "{name: gw}", "['*.example.com']", rule("wildcard", "{path: {value: /}}")),
				site.service("a", "", upstream.port()));
	}

	private static String rule(String name, String match) {
		return "{matches: [%s], filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: x-rule, value: %s}]}}], backendRefs: [{name: a, port: 80}]}"
			.formatted(match, name);
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
	@CsvSource({
			// "Matches the URL path exactly and with case sensitivity" (PathMatchExact).
			"/v1/models, exact, /v1/models", "/v1/Models, prefix, /v1/Models", "/V1/models, rest, /V1/models",
			"/v1/models/, prefix, /v1/models/",
			// "Matching is ... done on a path element by element basis"
			// (PathMatchPathPrefix).
			"/v1, prefix, /v1", "/v1/, prefix, /v1/", "/v10, rest, /v10", "/v1?x=/v2, prefix, /v1?x=/v2",
			// "Trailing slash is ignored": of the rule's value.
			"/v2, slash, /v2", "/v2/x, slash, /v2/x",
			// An encoded slash is data (RFC 3986, section 2.2), and a path may have empty
			// elements.
			"/v1%2Fmodels, rest, /v1%2Fmodels", "/v1//models, prefix, /v1//models", "//v1/models, rest, //v1/models",
			// Dot segments are gone before anything is matched (RFC 3986, section 5.2.4):
			// no rule is got around by them.
			"/other/../v1/models, exact, /v1/models", "/v1/../other, rest, /other", "/v1/./models, exact, /v1/models",
			"/v1/%2e%2E/other, rest, /other", "/../../v1/models, exact, /v1/models", "/v1/models/.., prefix, /v1/",
			"/v1/.hidden, prefix, /v1/.hidden", "/v1/...x?y=/../z, prefix, /v1/...x?y=/../z",
			// "should be normalized by decoding any percent-encoded octet that
			// corresponds to
			// an unreserved character" (RFC 3986, section 6.2.2.2).
			"/%76%31/models, exact, /v1/models", "/v1/%7Ex%20y%2f, prefix, /v1/~x%20y%2f" })
	void pathThatIsSentOnIsTheOneThatWasMatched(String target, String rule, String sentOn) throws IOException {
		String head = exchange("GET " + target + " HTTP/1.1\nhost: x\n\n");
		assertThat(head).contains("x-rule: " + rule + "\r\n");
		assertThat(upstream.next().target()).isEqualTo(sentOn);
	}

	@Test
	void expressionThatOthersWouldTryForeverIsMatchedInNoTime() throws IOException {
		assertThat(exchange("GET /r/" + "a".repeat(5_000) + "b HTTP/1.1\nhost: x\n\n")).contains("x-rule: rest\r\n");
		assertThat(exchange("GET /r/" + "a".repeat(5_000) + " HTTP/1.1\nhost: x\n\n")).contains("x-rule: regex\r\n");
	}

	@ParameterizedTest
	@CsvSource({
			// "Host names are case-insensitive" (RFC 9110, section 4.2.3), and the port
			// is
			// ignored: "Hostname ... MUST match the Host header without the port".
			"one.example.com, one", "ONE.Example.COM, one", "one.example.com:8080, one", "one.example.com., one",
			"two.example.com, wildcard", "a.b.EXAMPLE.com, wildcard", "example.com, rest", "'[::1]:8080', rest" })
	void hostIsMatchedWithoutCaseAndPortAndSentOnAsItIs(String host, String rule) throws IOException {
		assertThat(exchange("GET / HTTP/1.1\nhost: " + host + "\n\n")).contains("x-rule: " + rule + "\r\n");
		assertThat(upstream.next().header("host")).containsExactly(host);
	}

	@ParameterizedTest
	@CsvSource({ "http://one.example.com/v1?q=1, /v1?q=1", "HTTP://one.example.com:80/v1, /v1",
			"http://one.example.com, /", "http://one.example.com?q=1, /?q=1" })
	void hostOfAnAbsoluteTargetCounts(String target, String sentOn) throws IOException {
		assertThat(exchange("GET " + target + " HTTP/1.1\nhost: other.example.com\n\n")).contains("x-rule: one\r\n");
		Received received = upstream.next();
		assertThat(received.header("host").getFirst()).startsWith("one.example.com");
		assertThat(received.target()).isEqualTo(sentOn);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "host: a\nhost: b\n", "host: a\nhost: a\n", "host: a/b\n", "host: user@a\n",
			"host: a b\n", "host: a,b@c\n" })
	void requestWithoutOneValidHostIsRefused(String hosts) throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("GET / HTTP/1.1\n" + hosts + "\n");
			assertThat(connection.readToEnd()).startsWith("HTTP/1.1 400 ");
		}
		assertThat(upstream.count()).isZero();
	}

	@Test
	void requestOfHttp10NeedsNoHost() throws IOException {
		assertThat(exchange("GET /v1 HTTP/1.0\n\n")).contains("x-rule: prefix\r\n");
	}

	@Test
	void clientThatWaitsForContinueIsToldToGoOn() throws IOException {
		// RFC 9110, section 10.1.1: the server "MUST send ... a 100 (Continue) response"
		// if
		// it wants the content.
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("POST /v1 HTTP/1.1\nhost: x\nexpect: 100-continue\ncontent-length: 4\n\n");
			assertThat(connection.readHead()).startsWith("HTTP/1.1 100 ");
			connection.send("body");
			Received received = upstream.next();
			received.bodyHash();
			assertThat(received.bodyLength()).isEqualTo(4);
			assertThat(received.header("expect")).isEmpty();
			received.answer(200, "ok");
			assertThat(connection.readHead()).startsWith("HTTP/1.1 200 ");
		}
	}

	@Test
	void clientThatWaitsForContinueWithTooMuchIsRefusedAtOnce() throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("POST /v1 HTTP/1.1\nhost: x\nexpect: 100-continue\ncontent-length: 400000000\n\n");
			assertThat(connection.readHead()).startsWith("HTTP/1.1 413 ");
		}
		assertThat(upstream.count()).isZero();
	}

	@Test
	void headHasTheHeadersOfAGetAndTheConnectionGoesOn() throws IOException {
		// RFC 9110, section 9.3.2: "the server MUST NOT send content in the response".
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("HEAD /v1 HTTP/1.1\nhost: x\n\n");
			Received received = upstream.next();
			assertThat(received.method()).isEqualTo("HEAD");
			received.respondWithoutBody(200, "content-length", "1234", "etag", "x");
			assertThat(connection.readHead()).startsWith("HTTP/1.1 200 ").contains("content-length: 1234", "etag: x");
			connection.send("GET /v1 HTTP/1.1\nhost: x\n\n");
			upstream.next().answer(204, "");
			assertThat(connection.readHead()).startsWith("HTTP/1.1 204 ");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void headOfAnUnknownLengthHasNoBody(String protocol) {
		Running running = Client.of(protocol, site.port()).open(HttpMethod.HEAD, "/v1", null);
		upstream.next().respondWithoutBody(200, "transfer-encoding", "chunked");
		Reply reply = running.reply();
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.text()).isEmpty();
	}

	private static String exchange(String request) throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			int before = upstream.count();
			connection.send(request);
			// Whoever asks next gets it too.
			await(() -> upstream.count() > before);
			Received received = upstream.last();
			assertThat(received).isNotNull();
			received.answer(200, "ok");
			return connection.readHead();
		}
	}

	private static void await(java.util.concurrent.Callable<Boolean> condition) {
		org.awaitility.Awaitility.await().atMost(TestGateway.PATIENCE).until(condition);
	}

}
