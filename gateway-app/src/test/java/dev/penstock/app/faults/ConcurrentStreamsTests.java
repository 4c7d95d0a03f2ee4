package dev.penstock.app.faults;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.filters.extproc.PickerChannels;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.FakeEndpointPicker.Options;
import dev.penstock.testkit.picker.Script;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.ConnectionProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that a picker's limit on streams is no limit of the gateway: as many connections
 * are opened as the streams need.
 */
@Tag("load")
class ConcurrentStreamsTests {

	private static final int STREAMS = 5_000;

	private static final int STREAMS_PER_CONNECTION = 100;

	/** How many may wait for the head of their response at a time. */
	private static final int OPENING = 200;

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final Semaphore opening = new Semaphore(OPENING);

	private final Sinks.Empty<Void> gate = Sinks.empty();

	private final AtomicInteger arrived = new AtomicInteger();

	private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	@Test
	void allOfFiveThousandStreamsAreServedAtOnce() throws InterruptedException {
		ConnectionProvider connections = ConnectionProvider.builder("streams")
			.maxConnections(1_000)
			.pendingAcquireMaxCount(-1)
			.build();
		DisposableServer model = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.option(ChannelOption.SO_BACKLOG, STREAMS)
			.handle(this::handle)
			.bindNow();
		try (FakeEndpointPicker picker = FakeEndpointPicker.start(new Options(true, 0, STREAMS_PER_CONNECTION),
				Script.picking("127.0.0.1:" + model.port()));
				TestGateway gateway = TestGateway.start(List.of(), Map.of("penstock.observe.access-log", "off"))) {
			long heap = Heap.live();
			long started = System.nanoTime();
			open(site(gateway, model.port(), picker.port()), connections);
			await().atMost(PATIENCE).until(() -> this.arrived.get() + this.failures.size() == STREAMS);
			long opened = System.nanoTime();
			PickerChannels channels = gateway.context().getBean(PickerChannels.class);
			assertThat(this.failures).isEmpty();
			assertThat(channels.streamsInFlight()).as("streams to the picker").isEqualTo(STREAMS);
			int needed = channels.connections();
			assertThat(picker.openConnections()).as("connections at the picker")
				.isGreaterThanOrEqualTo(STREAMS / STREAMS_PER_CONNECTION);
			long busy = Heap.live();
			this.gate.tryEmitEmpty();
			await().atMost(PATIENCE).until(() -> this.bodies.size() + this.failures.size() == STREAMS);
			assertThat(this.failures).isEmpty();
			assertThat(this.bodies).as("bodies, each with its own number").doesNotHaveDuplicates().hasSize(STREAMS);
			await().atMost(PATIENCE).until(() -> channels.streamsInFlight() == 0 && gateway.inFlight() == 0);
			assertThat(gateway.inFlightAtEndpoints()).isZero();
			System.out.printf(
					"load: %,d streams open at once over %d connections to the picker, %d after; opened in %.1f s, ended in %.1f s; heap %d MB, with them %d MB (clients, picker and model server included)%n",
					STREAMS, needed, channels.connections(), (opened - started) / 1e9,
					(System.nanoTime() - opened) / 1e9, heap >> 20, busy >> 20);
		}
		finally {
			connections.dispose();
			model.disposeNow();
		}
	}

	private static Site site(TestGateway gateway, int model, int picker) {
		await().atMost(PATIENCE).until(() -> gateway.generation() >= 0);
		Site site = gateway.site();
		site.apply(site.gateway(),
				site.route("all", site.rule("{path: {type: PathPrefix, value: /}}", site.poolRef("pool"))),
				site.pool("pool", "endpointPickerRef: {name: picker, port: {number: 80}, failureMode: FailClose}",
						model),
				site.pod("model-server", "127.0.0.1", "True"), site.service("picker", "", picker));
		return site;
	}

	/** Sends a part at once, and the rest when the gate opens. */
	private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		String number = request.requestHeaders().get("x-number", "");
		Flux<String> parts = Flux.just("data: " + number + "\n\n")
			.concatWith(this.gate.asMono().then(Mono.just("data: [DONE]\n\n")));
		return request.receive()
			.then(Mono.defer(() -> response.addHeader("content-type", "text/event-stream")
				.send(parts.map((part) -> Unpooled.wrappedBuffer(part.getBytes())), (_) -> true)
				.then()));
	}

	private void open(Site site, ConnectionProvider connections) throws InterruptedException {
		HttpClient client = HttpClient.create(connections).protocol(HttpProtocol.H2C).disableRetry(true);
		for (int i = 0; i < STREAMS; i++) {
			int number = i;
			this.opening.acquire();
			client.headers((headers) -> headers.set("x-number", number))
				.request(HttpMethod.POST)
				.uri("http://127.0.0.1:" + site.port() + "/v1/completions")
				.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(new byte[1_000])))
				.response((response, content) -> {
					this.opening.release();
					this.arrived.incrementAndGet();
					return content.asString()
						.collectList()
						.map((parts) -> response.status().code() + " " + String.join("", parts));
				})
				.subscribe(this::ended, (failure) -> {
					this.opening.release();
					this.failures.add(failure.toString());
				});
		}
	}

	private void ended(String response) {
		if (response.startsWith("200 data: ") && response.endsWith("data: [DONE]\n\n")) {
			this.bodies.add(response);
		}
		else {
			this.failures.add(response);
		}
	}

}
