package dev.penstock.app.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.filters.extproc.PickerChannels;
import dev.penstock.testkit.netty.LeakDetection;
import dev.penstock.testkit.picker.Fault;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.FakeEndpointPicker.Options;
import dev.penstock.testkit.picker.Point;
import dev.penstock.testkit.picker.Script;
import io.grpc.Status;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that nothing grows: after very many requests of all kinds, with pickers that
 * fail, model servers that fail and clients that leave, buffers, streams, sockets and
 * heap are where they were after the first few thousand.
 */
@Tag("load")
@ExtendWith(LeakDetection.class)
class SoakTests {

	private static final int REQUESTS = Integer.getInteger("soak.requests", 200_000);

	private static final int WARM_UP = 10_000;

	private static final int AT_A_TIME = 64;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final byte[][] BODIES = { new byte[200], new byte[4_000], new byte[100_000] };

	private static final String[] PATHS = { "/open/plain", "/open/stream", "/open/slow", "/open/reset", "/close/plain",
			"/close/stream", "/close/slow", "/close/reset" };

	private final SortedMap<String, LongAdder> outcomes = new ConcurrentSkipListMap<>();

	@Test
	void nothingIsLeftOfTwoHundredThousandRequests() {
		DisposableServer model = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.option(ChannelOption.SO_BACKLOG, 1024)
			.handle(SoakTests::handle)
			.bindNow();
		String endpoint = "127.0.0.1:" + model.port();
		try (FakeEndpointPicker picker = FakeEndpointPicker.start(Options.TLS, Script.picking(endpoint));
				TestGateway gateway = TestGateway.start(List.of(),
						Map.of("penstock.observe.access-log", "off", "penstock.proxy.idle-timeout", "1s",
								"penstock.ext-proc.decision-timeout", "200ms", "penstock.ext-proc.body-timeout",
								"200ms", "penstock.ext-proc.response-timeout", "200ms"))) {
			Site site = site(gateway, model.port(), picker.port());
			Disposable changing = Flux.interval(Duration.ofMillis(5))
				.onBackpressureDrop()
				.subscribe((_) -> change(picker, endpoint));
			send(site, WARM_UP);
			State before = State.of(gateway);
			this.outcomes.clear();
			long started = System.nanoTime();
			send(site, REQUESTS);
			double seconds = (System.nanoTime() - started) / 1e9;
			changing.dispose();
			State after = State.of(gateway);
			System.out.printf("soak: %,d requests in %.0f s, %d at a time%n  outcomes %s%n  before %s%n  after  %s%n",
					REQUESTS, seconds, AT_A_TIME, this.outcomes, before, after);
			assertThat(this.outcomes).as("no request was never answered").doesNotContainKey("never");
			assertThat(after.streams()).isZero();
			assertThat(after.sockets()).as("sockets").isLessThanOrEqualTo(before.sockets() + 10);
			assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 5);
			assertThat(after.heap()).as("live heap").isLessThanOrEqualTo(before.heap() + 16 * 1024 * 1024);
			assertThat(after.direct()).as("direct memory").isLessThanOrEqualTo(before.direct() + 32 * 1024 * 1024);
		}
		finally {
			model.disposeNow();
		}
	}

	private static Site site(TestGateway gateway, int model, int picker) {
		await().atMost(PATIENCE).until(() -> gateway.generation() >= 0);
		Site site = gateway.site();
		String reference = "endpointPickerRef: {name: picker, port: {number: 80}, failureMode: %s}";
		site.apply(site.gateway(),
				site.route("all", site.rule("{path: {type: PathPrefix, value: /open}}", site.poolRef("open")),
						site.rule("{path: {type: PathPrefix, value: /close}}", site.poolRef("close"))),
				site.pool("open", reference.formatted("FailOpen"), model),
				site.pool("close", reference.formatted("FailClose"), model),
				site.pod("model-server", "127.0.0.1", "True"), site.service("picker", "", picker));
		return site;
	}

	/** Gives streams that are yet to come another fate. */
	private static void change(FakeEndpointPicker picker, String endpoint) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		List<Supplier<Fault>> faults = List.of(Fault.Hang::new, Fault.CleanClose::new, Fault.KillConnection::new,
				Fault.ResetStream::new, Fault.StopReading::new, () -> new Fault.GrpcError(Status.INTERNAL),
				() -> new Fault.Immediate(429, "no"));
		Script script = switch (random.nextInt(6)) {
			case 0 -> Script.light(endpoint);
			case 1 -> Script.picking("127.0.0.1:1", endpoint).responseBody(Script.ResponseBody.STREAM_WHOLE);
			case 2 -> Script.picking();
			default -> Script.picking(endpoint);
		};
		if (random.nextInt(3) == 0) {
			Point[] points = Point.values();
			script.at(points[random.nextInt(points.length)], faults.get(random.nextInt(faults.size())).get());
		}
		picker.follow(script);
		picker.forget();
	}

	private static Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		String path = request.uri();
		if (path.endsWith("reset")) {
			return request.receive().then(Mono.fromRunnable(() -> request.withConnection((connection) -> {
				connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
				connection.dispose();
			})));
		}
		Duration pause = path.endsWith("slow") ? Duration.ofMillis(20) : Duration.ZERO;
		int parts = path.endsWith("plain") ? 1 : 5;
		Flux<String> content = Flux.range(0, parts)
			.concatMap((i) -> pause.isZero() ? Mono.just("data: " + i + "\n\n")
					: Mono.delay(pause).map((_) -> "data: " + i + "\n\n"));
		return request.receive()
			.then(Mono.defer(() -> response.addHeader("content-type", "text/event-stream")
				.send(content.map((part) -> Unpooled.wrappedBuffer(part.getBytes())), (_) -> true)
				.then()));
	}

	private void send(Site site, int requests) {
		ConnectionProvider connections = ConnectionProvider.builder("soak")
			.maxConnections(AT_A_TIME)
			.pendingAcquireMaxCount(-1)
			.build();
		HttpClient http1 = HttpClient.create(connections).disableRetry(true);
		HttpClient h2c = http1.protocol(HttpProtocol.H2C);
		Flux.range(0, requests).flatMap((i) -> one((i % 2 == 0) ? http1 : h2c, site.port()), AT_A_TIME).blockLast();
		connections.dispose();
	}

	private Mono<Void> one(HttpClient client, int port) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		String uri = "http://127.0.0.1:" + port + PATHS[random.nextInt(PATHS.length)];
		HttpClient.ResponseReceiver<?> request = (random.nextInt(4) == 0) ? client.get().uri(uri)
				: client.request(HttpMethod.POST)
					.uri(uri)
					.send(Mono.just(BODIES[random.nextInt(BODIES.length)]).map(Unpooled::wrappedBuffer));
		Mono<String> outcome = request.response((response, content) -> content.then(Mono.just(kind(response))))
			.single()
			.timeout(PATIENCE)
			.onErrorResume((failure) -> Mono.just((failure instanceof TimeoutException) ? "never" : "broken off"));
		Mono<String> bounded = (random.nextInt(10) == 0)
				? outcome.timeout(Duration.ofMillis(random.nextInt(30)), Mono.just("left")) : outcome;
		return bounded.doOnNext((kind) -> this.outcomes.computeIfAbsent(kind, (_) -> new LongAdder()).increment())
			.then();
	}

	private static String kind(HttpClientResponse response) {
		return Stream
			.of(Integer.toString(response.status().code()), response.responseHeaders().get("x-penstock-reason"))
			.filter((part) -> part != null)
			.reduce((first, second) -> first + " " + second)
			.orElse("");
	}

	/**
	 * Is what can grow.
	 *
	 * @param streams streams to the picker
	 * @param pickerConnections connections to the picker
	 * @param sockets sockets of the whole process
	 * @param threads its threads
	 * @param heap bytes of live objects
	 * @param direct bytes of Netty's direct buffers, those kept for later among them
	 */
	private record State(int streams, int pickerConnections, long sockets, int threads, long heap, long direct) {

		static State of(TestGateway gateway) {
			PickerChannels channels = gateway.context().getBean(PickerChannels.class);
			await().atMost(PATIENCE).untilAsserted(() -> {
				assertThat(gateway.inFlight()).as("requests").isZero();
				assertThat(gateway.inFlightAtEndpoints()).as("requests at endpoints").isZero();
				assertThat(channels.streamsInFlight()).as("streams").isZero();
			});
			// Idle connections close after a second; then the number stays as it is.
			long[] last = { -1 };
			await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(3)).until(() -> {
				long now = OpenSockets.count();
				boolean settled = now == last[0];
				last[0] = now;
				return settled;
			});
			return new State(channels.streamsInFlight(), channels.connections(), last[0], Thread.activeCount(),
					Heap.live(), Heap.direct());
		}

		@Override
		public String toString() {
			return "streams %d, connections to the picker %d, sockets %d, threads %d, live heap %d MB, direct memory %d MB"
				.formatted(this.streams, this.pickerConnections, this.sockets, this.threads, this.heap >> 20,
						this.direct >> 20);
		}

	}

}
