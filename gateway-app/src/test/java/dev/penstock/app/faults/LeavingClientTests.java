package dev.penstock.app.faults;

import java.util.Map;

import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.netty.LeakDetection;
import dev.penstock.testkit.picker.Fault;
import dev.penstock.testkit.picker.PickerExchange;
import dev.penstock.testkit.picker.PickerExchange.End;
import dev.penstock.testkit.picker.Point;
import dev.penstock.testkit.picker.Script;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that a client that leaves ends the picker's stream as well as the model server's
 * request: both count what is in flight.
 */
@ExtendWith(LeakDetection.class)
class LeavingClientTests {

	private static ControlledUpstream upstream;

	private static PickedSite site;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start();
		site = new PickedSite(Map.of("penstock.ext-proc.decision-timeout", "60s"), upstream.port());
	}

	@AfterAll
	static void stop() {
		site.close();
		upstream.close();
	}

	@AfterEach
	void nothingIsLeft() {
		site.nothingIsLeft();
		upstream.forget();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void clientThatLeavesWhileThePickerDecidesEndsThePick(String protocol) {
		site.follow(picking().at(Point.REQUEST_END, new Fault.Hang()));
		Running running = post(protocol, Flux.just("{}"));
		PickerExchange exchange = site.exchange();
		await().atMost(TestGateway.PATIENCE).until(() -> exchange.requestBody().length == 2);
		running.leave();
		awaitCancelled(exchange);
		assertThat(upstream.count()).as("requests at the model server").isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void clientThatLeavesWhileItUploadsEndsThePick(String protocol) {
		site.follow(picking());
		Running running = post(protocol, Flux.just("{}", "{}").concatWith(Flux.never()));
		PickerExchange exchange = site.exchange();
		await().atMost(TestGateway.PATIENCE).until(() -> !exchange.received().isEmpty());
		running.leave();
		awaitCancelled(exchange);
		assertThat(upstream.count()).as("requests at the model server").isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void clientThatLeavesWhileTheModelServerThinksCancelsBoth(String protocol) {
		site.follow(picking());
		Running running = post(protocol, Flux.just("{}"));
		Received received = upstream.next();
		received.bodyHash();
		running.leave();
		awaitCancelled(site.exchange());
		await().atMost(TestGateway.PATIENCE).until(received::isCancelled);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void clientThatLeavesInTheMiddleOfAStreamCancelsBoth(String protocol) {
		site.follow(picking());
		Running running = post(protocol, Flux.just("{}"));
		Received received = upstream.next();
		received.bodyHash();
		received.respond(200, "content-type", "text/event-stream");
		received.chunk("data: 1\n\n");
		assertThat(running.chunk()).isEqualTo("data: 1\n\n");
		running.leave();
		awaitCancelled(site.exchange());
		await().atMost(TestGateway.PATIENCE).until(received::isCancelled);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void clientThatLeavesAPickerThatHoldsTheResponseBackCancelsBoth(String protocol) {
		site.follow(picking().responseBody(Script.ResponseBody.STREAM_WHOLE));
		Running running = post(protocol, Flux.just("{}"));
		Received received = upstream.next();
		received.bodyHash();
		received.respond(200, "content-type", "application/json");
		received.chunk("{\"usage\":");
		PickerExchange exchange = site.exchange();
		await().atMost(TestGateway.PATIENCE).until(() -> exchange.responseBody().length > 0);
		running.leave();
		awaitCancelled(exchange);
		await().atMost(TestGateway.PATIENCE).until(received::isCancelled);
	}

	private static Script picking() {
		return Script.picking("127.0.0.1:" + upstream.port());
	}

	private static void awaitCancelled(PickerExchange exchange) {
		await().atMost(TestGateway.PATIENCE).until(() -> exchange.end() == End.CANCELLED);
	}

	private static Running post(String protocol, Flux<String> body) {
		Flux<ByteBuf> buffers = body.map((text) -> Unpooled.wrappedBuffer(text.getBytes()));
		return site.client(protocol).open(HttpMethod.POST, "/v1/completions", buffers);
	}

}
