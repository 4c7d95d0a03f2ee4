package dev.penstock.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.penstock.app.harness.CapturedLog;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.RawConnection;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * Tests that requests whose end could be understood in two ways are refused: what one
 * server takes for a body is another's next request (RFC 9112, section 11.2).
 */
class RequestFramingTests {

	private static final AtomicInteger PATHS = new AtomicInteger();

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

	static Stream<Arguments> ambiguous() {
		return Stream.of(
				// RFC 9112, section 6.3: "the message framing is invalid and the
				// recipient
				// MUST treat it as an unrecoverable error".
				request("conflicting lengths", "content-length: 3\r\ncontent-length: 4\r\n\r\nabcd"),
				request("the same length twice", "content-length: 3\r\ncontent-length: 3\r\n\r\nabc"),
				request("a list of lengths", "content-length: 3, 4\r\n\r\nabcd"),
				request("a length with a sign", "content-length: +3\r\n\r\nabc"),
				request("a negative length", "content-length: -3\r\n\r\nabc"),
				request("a length that is no number", "content-length: 0x3\r\n\r\nabc"),
				request("a length beyond all numbers", "content-length: 99999999999999999999\r\n\r\nabc"),
				// RFC 9112, section 6.1: "A server MAY reject a request that contains
				// both".
				request("a length and chunks", "content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
				request("chunks and a length", "transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n"),
				// RFC 9112, section 6.3: "If a Transfer-Encoding header field is present
				// in
				// a request and the chunked transfer coding is not the final encoding,
				// ...
				// the server MUST respond with the 400 (Bad Request) status code".
				request("an encoding without chunks", "transfer-encoding: gzip\r\n\r\n"),
				request("an encoding after chunks", "transfer-encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
				request("an encoding that is misspelt", "transfer-encoding: xchunked\r\n\r\n0\r\n\r\n"),
				request("chunks twice", "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
				request("chunks and nothing", "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n"),
				request("a vertical tab before the coding", "transfer-encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
				// RFC 9112, section 5.1: "A server MUST reject, with a response status
				// code
				// of 400, any received request message that contains whitespace between a
				// header field name and colon."
				request("a space before the colon", "content-length : 3\r\n\r\nabc"),
				request("a tab before the colon", "transfer-encoding\t: chunked\r\n\r\n0\r\n\r\n"),
				request("a name with a space", "x y: 1\r\n\r\n"), request("no name", ": 1\r\n\r\n"),
				request("a line without a colon", "content-length\r\n\r\n"),
				request("a name with a control character", "x\u0001: 1\r\n\r\n"),
				// RFC 9112, section 2.2: "A recipient of such a bare CR MUST consider
				// that
				// element to be invalid".
				request("a carriage return in a value", "x: a\rcontent-length: 3\r\n\r\nabc"),
				request("a line feed that ends a line", "x: a\ncontent-length: 3\r\n\r\nabc"),
				request("a NUL in a value", "x: a\u0000b\r\n\r\n"),
				// RFC 9112, section 7.1: a chunk's size is of hexadecimal digits.
				request("a size that is no number", "transfer-encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n"),
				request("a negative size", "transfer-encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n"),
				request("a size with a prefix", "transfer-encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n"),
				request("a size beyond all numbers", "transfer-encoding: chunked\r\n\r\nfffffffff\r\nabc\r\n0\r\n\r\n"),
				request("a size that a line feed ends", "transfer-encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n"),
				request("a chunk that is longer than its size",
						"transfer-encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"),
				request("a line feed in an extension", "transfer-encoding: chunked\r\n\r\n3;a\nb\r\nabc\r\n0\r\n\r\n"));
	}

	private static Arguments request(String name, String rest) {
		return argumentSet(name, rest);
	}

	@ParameterizedTest
	@MethodSource("ambiguous")
	void ambiguousRequestIsRefusedAndTheConnectionClosed(String rest) throws IOException {
		ControlledUpstream own = ControlledUpstream.start();
		Site ownSite = TestGateway.shared().site();
		ownSite.applyPool(own);
		assertThat(send(ownSite.port(),
				"POST / HTTP/1.1\r\nhost: x\r\n" + rest + "GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n"))
			.startsWith("HTTP/1.1 400 ")
			.doesNotContain("HTTP/1.1 200");
		await().atMost(TestGateway.PATIENCE).untilAsserted(() -> assertThat(TestGateway.shared().inFlight()).isZero());
		// The head of a request with a broken chunk may have gone on: it never ends well.
		Received received = own.last();
		if (received != null) {
			await().atMost(TestGateway.PATIENCE).until(received::isCancelled);
			assertThat(received.isBodyComplete()).as("the request reached the upstream complete").isFalse();
			assertThat(received.target()).isEqualTo("/");
		}
		own.close();
	}

	@Test
	void chunksAreNotTakenFromHttp10() throws IOException {
		// RFC 9112, section 6.1: "A server or client that receives an HTTP/1.0 message
		// containing a Transfer-Encoding header field MUST treat the message as if the
		// framing is faulty".
		assertThat(send(site.port(), "POST / HTTP/1.0\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"))
			.startsWith("HTTP/1.1 400 ");
		assertThat(upstream.count()).isZero();
	}

	static Stream<Arguments> folded() {
		// RFC 9112, section 5.2: "A server that receives an obs-fold in a request message
		// ... MUST either reject the message by sending a 400 (Bad Request) ... or
		// replace
		// each received obs-fold with one or more SP octets".
		return Stream.of(request("a space", "x: a\r\n b\r\n\r\n"), request("a tab", "x: a\r\n\tb\r\n\r\n"),
				request("nothing but a space", "x: a\r\n \r\n\r\n"),
				request("a folded length", "content-length:\r\n 3\r\n\r\nabc"),
				request("a folded coding", "transfer-encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
				request("the last header", "x: a\r\ny: b\r\n c\r\n\r\n"),
				request("a trailer", "transfer-encoding: chunked\r\n\r\n0\r\nx: a\r\n b\r\n\r\n"));
	}

	@ParameterizedTest
	@MethodSource({ "folded", "ambiguous" })
	void refusalOfWhatCanNotBeReadSaysWhy(String rest) throws IOException {
		String path = "/refused-" + PATHS.incrementAndGet();
		String answer = send(site.port(), "POST " + path + " HTTP/1.1\r\nhost: x\r\n" + rest);
		assertThat(answer).startsWith("HTTP/1.1 400 ")
			.contains("x-penstock-reason: bad_request\r\n", "content-type: application/json\r\n",
					"connection: close\r\n");
		JsonNode error = JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4)).path("error");
		assertThat(error.path("code").asString()).isEqualTo("bad_request");
		assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
		assertThat(error.path("message").asString()).isNotBlank();
		JsonNode line = logged((entry) -> entry.path("path").asString().equals(path)
				&& entry.path("reason").asString().equals("bad_request"));
		assertThat(line.path("status").asInt()).isEqualTo(400);
		assertThat(line.path("method").asString()).isEqualTo("POST");
		assertThat(line.path("client").asString()).isEqualTo("127.0.0.1");
		assertThat(line.path("message").asString()).isEqualTo(error.path("message").asString());
	}

	@Test
	void foldedLineIsFoundWhereverTheHeadIsCut() throws IOException {
		String request = "GET / HTTP/1.1\r\nhost: x\r\nx-folded: a\r\n\tb\r\nx-next: c\r\n\r\n";
		for (int cut = 20; cut < request.length(); cut += 7) {
			try (RawConnection connection = new RawConnection(site.port())) {
				connection.sendBytes(request.substring(0, cut).getBytes(StandardCharsets.ISO_8859_1));
				connection.sendBytes(request.substring(cut).getBytes(StandardCharsets.ISO_8859_1));
				assertThat(connection.readToEnd()).startsWith("HTTP/1.1 400 ");
			}
		}
		assertThat(upstream.count()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "content-length: 10\n\n\n  \n\n\t\n\n!",
			"transfer-encoding: chunked\n\n4;x=y\n\n a\n6\n\n c\n\n0\nx-trailer: a\n\n" })
	void bodiesMayHaveWhateverLines(String rest) throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			// The second request is in the same packet, and its fold is found all the
			// same.
			connection.send("POST /one HTTP/1.1\nhost: x\n" + rest
					+ "GET /two HTTP/1.1\nhost: x\n\nGET /three HTTP/1.1\nhost: x\nx: a\n b\n\n");
			upstream.next().answer(200, "one", "content-length", "3");
			assertThat(connection.readHead()).startsWith("HTTP/1.1 200 ");
			assertThat(connection.read(3)).isEqualTo("one");
			upstream.next().answer(200, "two", "content-length", "3");
			assertThat(connection.readHead()).startsWith("HTTP/1.1 200 ");
			assertThat(connection.read(3)).isEqualTo("two");
			assertThat(connection.readToEnd()).startsWith("HTTP/1.1 400 ").contains("\"code\":\"bad_request\"");
		}
	}

	@Test
	void headersBeyondTheLimitAreRefusedByName() throws IOException {
		assertThat(send(site.port(), "GET /large HTTP/1.1\r\nhost: x\r\nx: " + "a".repeat(65_536) + "\r\n\r\n"))
			.startsWith("HTTP/1.1 431 ")
			.contains("x-penstock-reason: headers_too_large\r\n", "\"code\":\"headers_too_large\"");
		assertThat(logged((line) -> line.path("path").asString().equals("/large")).path("reason").asString())
			.isEqualTo("headers_too_large");
		assertThat(send(site.port(), "GET /" + "a".repeat(16_400) + " HTTP/1.1\r\nhost: x\r\n\r\n"))
			.startsWith("HTTP/1.1 414 ")
			.contains("x-penstock-reason: uri_too_long\r\n", "\"code\":\"uri_too_long\"");
		assertThat(logged((line) -> line.path("reason").asString().equals("uri_too_long")).path("status").asInt())
			.isEqualTo(414);
		assertThat(TestGateway.shared().actuator("prometheus").body().lines())
			.anySatisfy((sample) -> assertThat(sample).startsWith("penstock_requests_seconds_count")
				.contains("reason=\"uri_too_long\"", "status=\"414\""));
		assertThat(upstream.count()).isZero();
	}

	@Test
	void largeHeadersPass() throws IOException {
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("GET /" + "a".repeat(8_000) + " HTTP/1.1\nhost: x\nx: " + "b".repeat(30_000) + "\n\n");
			Received received = upstream.next();
			received.answer(200, "ok", "x", "c".repeat(30_000));
			assertThat(connection.readHead()).startsWith("HTTP/1.1 200 ").contains("c".repeat(30_000));
			assertThat(received.header("x").getFirst()).hasSize(30_000);
			assertThat(received.target()).hasSize(8_001);
		}
	}

	private static JsonNode logged(Predicate<JsonNode> wanted) {
		return await().atMost(TestGateway.PATIENCE)
			.until(() -> CapturedLog.of("penstock.access")
				.stream()
				.map((line) -> JsonMapper.shared().readTree(line))
				.filter(wanted)
				.toList(), (found) -> !found.isEmpty())
			.getLast();
	}

	private static String send(int port, String request) throws IOException {
		try (RawConnection connection = new RawConnection(port)) {
			connection.sendBytes(request.getBytes(StandardCharsets.ISO_8859_1));
			return connection.readToEnd();
		}
	}

}
