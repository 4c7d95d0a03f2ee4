package dev.penstock.app.faults;

import java.util.Map;
import java.util.stream.Stream;

import dev.penstock.app.harness.CapturedLog;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.netty.LeakDetection;
import dev.penstock.testkit.picker.Fault;
import dev.penstock.testkit.picker.Point;
import dev.penstock.testkit.picker.Script;
import io.grpc.Status;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests what becomes of a response whose endpoint picker fails, leaves or interferes once
 * the request is at the model server.
 */
@ExtendWith(LeakDetection.class)
class ResponsePhaseTests {

	private static final String[] PARTS = { "data: one\n\n", "data: two\n\n", "data: three\n\n" };

	private static ControlledUpstream upstream;

	/** Where pickers that stop answering are given up soon. */
	private static PickedSite hurried;

	/** Where what a picker says comes in time, however busy the machine is. */
	private static PickedSite patient;

	private PickedSite site = patient;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start();
		hurried = new PickedSite(Map.of("penstock.ext-proc.response-timeout", "300ms"), upstream.port());
		patient = new PickedSite(Map.of("penstock.ext-proc.response-timeout", "10s"), upstream.port());
	}

	@AfterAll
	static void stop() {
		hurried.close();
		patient.close();
		upstream.close();
	}

	@AfterEach
	void nothingIsLeft() {
		this.site.nothingIsLeft();
		upstream.forget();
	}

	static Stream<Arguments> faults() {
		return Stream.of(Point.RESPONSE_HEADERS, Point.RESPONSE_BODY, Point.RESPONSE_BODY_AGAIN, Point.RESPONSE_END)
			.flatMap((point) -> Stream
				.of(new Fault.KillConnection(), new Fault.GrpcError(Status.INTERNAL), new Fault.ResetStream(),
						new Fault.CleanClose(), new Fault.Hang(), new Fault.StopReading())
				.flatMap((fault) -> Stream.of("text/event-stream", "application/json")
					.map((type) -> Arguments.of(point, fault, type))));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void clientGetsTheResponseAsItWasWhateverThePickerDoes(Point point, Fault fault, String type) {
		this.site = hurried;
		this.site.follow(picking().at(point, fault));
		Running running = post("http1");
		respond(type);
		Reply reply = running.reply();
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.header("content-type")).isEqualTo(type);
		assertThat(reply.text()).isEqualTo(String.join("", PARTS));
		assertThat(this.site.picker().exchanges()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void tokensDoNotWaitForAPickerThatIsGone(String protocol) {
		this.site.follow(picking().at(Point.RESPONSE_BODY, new Fault.KillConnection()));
		Running running = post(protocol);
		Received received = upstream.next();
		received.bodyHash();
		received.respond(200, "content-type", "text/event-stream");
		for (String part : PARTS) {
			received.chunk(part);
			assertThat(running.chunk()).isEqualTo(part);
		}
		received.end();
		assertThat(running.end()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void pickerThatTakesItsDecisionBackCancelsTheModelServersRequest(String protocol) {
		this.site.follow(picking());
		Running running = post(protocol);
		Received received = upstream.next();
		received.bodyHash();
		this.site.exchange().perform(new Fault.Immediate(429, "evicted"));
		Reply reply = running.reply();
		assertThat(reply.status()).isEqualTo(429);
		assertThat(reply.text()).isEqualTo("evicted");
		await().atMost(TestGateway.PATIENCE).until(received::isCancelled);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void pickerThatAnswersInsteadOfTheModelServerReplacesTheResponse(String protocol) {
		this.site.follow(picking().at(Point.RESPONSE_HEADERS, new Fault.Immediate(451, "not to be told")));
		Running running = post(protocol);
		Received received = respondWithoutEnd();
		Reply reply = running.reply();
		assertThat(reply.status()).isEqualTo(451);
		assertThat(reply.text()).isEqualTo("not to be told");
		await().atMost(TestGateway.PATIENCE).until(received::isCancelled);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void pickerThatAnswersIntoARunningResponseBreaksItOff(String protocol) {
		this.site.follow(picking().at(Point.RESPONSE_BODY_AGAIN, new Fault.Immediate(429, "evicted")));
		String id = "broken-off-" + protocol;
		Running running = post(protocol, "x-request-id", id);
		Received received = respondWithoutEnd();
		assertThat(running.head().status().code()).isEqualTo(200);
		assertThat(running.chunk()).isEqualTo(PARTS[0]);
		received.chunk(PARTS[1]);
		assertThat(running.end()).as("a response that is broken off does not look complete").isNotNull();
		await().atMost(TestGateway.PATIENCE).until(received::isCancelled);
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThat(CapturedLog.of("penstock.access")).filteredOn((line) -> line.contains(id))
				.singleElement()
				.asString()
				.contains("\"reason\":\"picker_error\"")
				.contains("ended the response with status 429"));
	}

	private static Script picking() {
		return Script.picking("127.0.0.1:" + upstream.port());
	}

	private Running post(String protocol, String... headers) {
		return this.site.client(protocol)
			.open(HttpMethod.POST, "/v1/completions",
					Flux.just("{}").map((text) -> Unpooled.wrappedBuffer(text.getBytes())), headers);
	}

	private static void respond(String type) {
		Received received = upstream.next();
		received.bodyHash();
		if (type.equals("application/json")) {
			received.respond(200, "content-type", type, "content-length",
					Integer.toString(String.join("", PARTS).length()));
		}
		else {
			received.respond(200, "content-type", type);
		}
		for (String part : PARTS) {
			received.chunk(part);
		}
		received.end();
	}

	private static Received respondWithoutEnd() {
		Received received = upstream.next();
		received.bodyHash();
		received.respond(200, "content-type", "text/event-stream");
		received.chunk(PARTS[0]);
		return received;
	}

}
