package dev.penstock.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import dev.penstock.app.harness.CapturedLog;
import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.RawConnection;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests that a client that leaves ends everything that was done for it. */
class DepartureTests {

	private static ControlledUpstream upstream;

	private static ControlledUpstream unreading;

	private static ControlledUpstream h2cUpstream;

	private static Site site;

	private static Site unreadingSite;

	private static Site h2cSite;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start();
		unreading = ControlledUpstream.startWithoutReading();
		h2cUpstream = ControlledUpstream.start();
		site = TestGateway.shared().site();
		site.applyPool(upstream);
		unreadingSite = TestGateway.shared().site();
		unreadingSite.applyPool(unreading);
		h2cSite = TestGateway.shared().site();
		h2cSite.apply(h2cSite.gateway(),
				h2cSite.route("all", h2cSite.rule("{path: {type: PathPrefix, value: /}}", h2cSite.poolRef("pool"))),
				h2cSite.pool("pool", "appProtocol: kubernetes.io/h2c", h2cUpstream.port()),
				h2cSite.pod("pod", "127.0.0.1", "True"));
	}

	@AfterAll
	static void stop() {
		upstream.close();
		unreading.close();
		h2cUpstream.close();
	}

	@BeforeEach
	void forget() {
		upstream.forget();
		unreading.forget();
		h2cUpstream.forget();
	}

	@AfterEach
	void nothingIsInFlight() {
		await().atMost(TestGateway.PATIENCE).untilAsserted(() -> {
			assertThat(TestGateway.shared().inFlight()).as("requests in flight").isZero();
			assertThat(TestGateway.shared().inFlightAtEndpoints()).as("requests in flight at endpoints").isZero();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void clientThatLeavesBeforeTheUpstreamAnswersCancelsItsRequest(String protocol) {
		Running running = Client.of(protocol, site.port()).open(HttpMethod.POST, "/x", body());
		Received received = upstream.next();
		received.bodyHash();
		assertThat(TestGateway.shared().inFlightAtEndpoints()).isEqualTo(1);
		running.leave();
		awaitCancelled(received);
	}

	@ParameterizedTest
	@ValueSource(strings = { "before", "stream", "upload" })
	void accessLogSaysThatTheClientLeft(String when) {
		Flux<ByteBuf> content = when.equals("upload") ? body().concatWith(Flux.never()) : body();
		Running running = Client.http1(site.port()).open(HttpMethod.POST, "/left?" + when, content);
		Received received = upstream.next();
		if (when.equals("stream")) {
			received.respond(200);
			received.chunk("x");
			running.chunk();
		}
		running.leave();
		String line = await().atMost(TestGateway.PATIENCE)
			.until(() -> CapturedLog.of("penstock.access")
				.stream()
				.filter((each) -> each.contains("/left?" + when))
				.toList(), (lines) -> !lines.isEmpty())
			.getFirst();
		assertThat(line).contains("\"client_left\":true").doesNotContain("\"reason\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void clientThatLeavesInTheMiddleOfAStreamCancelsTheUpstreamsRequest(String protocol) {
		Running running = Client.of(protocol, site.port()).open(HttpMethod.POST, "/x", body());
		Received received = upstream.next();
		received.respond(200, "content-type", "text/event-stream");
		received.chunk("data: 1\n\n");
		assertThat(running.chunk()).isEqualTo("data: 1\n\n");
		running.leave();
		awaitCancelled(received);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void clientThatLeavesAnUpstreamThatSpeaksHttp2ResetsTheStream(String protocol) {
		for (int i = 0; i < 2; i++) {
			Running running = Client.of(protocol, h2cSite.port()).open(HttpMethod.POST, "/x", body());
			Received received = h2cUpstream.next();
			received.respond(200, "content-type", "text/event-stream");
			received.chunk("data: 1\n\n");
			assertThat(running.chunk()).isEqualTo("data: 1\n\n");
			running.leave();
			awaitCancelled(received);
		}
		Running early = Client.of(protocol, h2cSite.port()).open(HttpMethod.POST, "/x", body());
		Received unanswered = h2cUpstream.next();
		early.leave();
		awaitCancelled(unanswered);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void clientThatLeavesWhileItStillUploadsCancelsTheUpstreamsRequest(String protocol) {
		Running running = Client.of(protocol, site.port()).open(HttpMethod.POST, "/x", body().concatWith(Flux.never()));
		Received received = upstream.next();
		running.leave();
		awaitCancelled(received);
		assertThat(received.isBodyComplete()).isFalse();
	}

	@Test
	void clientThatLeavesWhileTheUpstreamDoesNotReadResetsItsStream() {
		Flux<ByteBuf> large = Flux.range(0, 300).map((_) -> Unpooled.wrappedBuffer(new byte[100_000]));
		Running running = Client.h2c(unreadingSite.port()).open(HttpMethod.POST, "/x", large);
		Received received = unreading.next();
		running.leave();
		await().atMost(TestGateway.PATIENCE).untilAsserted(() -> assertThat(TestGateway.shared().inFlight()).isZero());
		assertThat(received.isBodyComplete()).isFalse();
	}

	@Test
	void clientOfHttp1ThatLeavesWhileNobodyReadsItsBodyIsNoticed() throws Exception {
		try (ServerSocket deaf = new ServerSocket()) {
			deaf.setReceiveBufferSize(4096);
			deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			Site deafSite = TestGateway.shared().site();
			deafSite.apply(deafSite.gateway(),
					deafSite.route("all", deafSite.rule("{path: {value: /}}", deafSite.poolRef("pool"))),
					deafSite.pool("pool", deaf.getLocalPort()), deafSite.pod("pod", "127.0.0.1", "True"));
			AtomicLong written = new AtomicLong();
			try (RawConnection connection = new RawConnection(deafSite.port())) {
				connection.send("POST /x HTTP/1.1\nhost: x\ncontent-length: 30000000\n\n");
				Thread.ofVirtual().start(() -> write(connection, 20_000_000, written));
				AtomicLong before = new AtomicLong(-1);
				await().pollInterval(Duration.ofMillis(300))
					.until(() -> before.getAndSet(written.get()) == written.get());
				assertThat(TestGateway.shared().inFlight()).isEqualTo(1);
			}
			nothingIsInFlight();
		}
	}

	private static void write(RawConnection connection, long bytes, AtomicLong written) {
		try {
			while (written.get() < bytes) {
				connection.sendBytes(new byte[10_000]);
				written.addAndGet(10_000);
			}
		}
		catch (IOException _) {
			// The test has closed the connection.
		}
	}

	@Test
	void clientThatClosesItsSocketHalfwayThroughABodyOfKnownLengthCancelsTheUpstreamsRequest() throws IOException {
		Received received;
		try (RawConnection connection = new RawConnection(site.port())) {
			connection.send("POST /x HTTP/1.1\nhost: x\ncontent-length: 1000\n\nhalf");
			received = upstream.next();
		}
		awaitCancelled(received);
		assertThat(received.isBodyComplete()).isFalse();
	}

	@Test
	void clientsThatLeaveAtAnyMomentLeaveNothingBehind() {
		ControlledUpstream busy = ControlledUpstream.start((received) -> {
			received.respond(200, "content-type", "text/event-stream");
			for (int i = 0; i < 5; i++) {
				received.chunk("data: " + i + "\n\n");
			}
			if (ThreadLocalRandom.current().nextBoolean()) {
				received.end();
			}
		});
		Site busySite = TestGateway.shared().site();
		busySite.applyPool(busy);
		List<Running> left = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			Running running = Client.of((i % 2 == 0) ? "http1" : "h2c", busySite.port())
				.open(HttpMethod.POST, "/x", body());
			left.add(running);
			if (i % 7 == 0) {
				running.head();
			}
			if (i >= 5) {
				left.get(i - 5).leave();
			}
		}
		left.forEach(Running::leave);
		nothingIsInFlight();
		busy.close();
	}

	private static Flux<ByteBuf> body() {
		return Flux.range(0, 2).map((_) -> Unpooled.wrappedBuffer(new byte[] { '{', '}' }));
	}

	private static void awaitCancelled(Received received) {
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThat(received.isCancelled()).as("the upstream's request is cancelled").isTrue());
	}

}
