package dev.penstock.filters.extproc;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.pick.PickConversation;
import dev.penstock.filters.pick.PickInterruptedException;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pick.ResponseDecision;
import dev.penstock.filters.pick.ResponseTrailers;
import dev.penstock.filters.pool.PickerView.PickerTransport;
import dev.penstock.testkit.netty.LeakDetection;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Fault;
import dev.penstock.testkit.picker.PickerExchange;
import dev.penstock.testkit.picker.Point;
import dev.penstock.testkit.picker.Script;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Everything that can go wrong with a picker, over real sockets. */
@ExtendWith(LeakDetection.class)
@Timeout(30)
class PickerFaultTests {

	static Stream<Arguments> requestFaults() {
		List<Point> points = List.of(Point.OPENED, Point.REQUEST_HEADERS, Point.REQUEST_BODY, Point.REQUEST_END,
				Point.HEADERS_ANSWERED);
		return points.stream()
			.flatMap((point) -> Stream.of(
					Arguments.of(point, new Fault.GrpcError(Status.INTERNAL), ReasonCode.PICKER_ERROR),
					Arguments.of(point, new Fault.GrpcError(Status.RESOURCE_EXHAUSTED), ReasonCode.PICKER_ERROR),
					Arguments.of(point, new Fault.GrpcError(Status.UNAVAILABLE), ReasonCode.PICKER_UNREACHABLE),
					Arguments.of(point, new Fault.KillConnection(), ReasonCode.PICKER_UNREACHABLE),
					Arguments.of(point, new Fault.ResetStream(), ReasonCode.PICKER_UNREACHABLE)));
	}

	@ParameterizedTest
	@MethodSource("requestFaults")
	void tellsWhyThereIsNoPickAndLeavesTheRequestWhole(Point point, Fault fault, ReasonCode reason) {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(Script.picking("10.0.0.1:8000").at(point, fault));
				PickerFixture gateway = PickerFixture.quickToRespond(epp.port()).warm()) {
			PickConversation conversation = gateway.ask(random(300_000));
			assertThat(PickerFixture.decision(conversation)).isInstanceOfSatisfying(PickResult.Unavailable.class,
					(result) -> assertThat(result.reason()).as(result.message()).isEqualTo(reason));
			assertThat(conversation.observesResponse()).isFalse();
			gateway.releaseRequest();
			conversation.close();
			await().untilAsserted(() -> assertThat(gateway.channels.streamsInFlight()).isZero());
		}
	}

	@ParameterizedTest
	@EnumSource(value = Point.class, names = { "OPENED", "REQUEST_HEADERS", "REQUEST_BODY", "REQUEST_END" })
	void givesUpOnAPickerThatSaysNothing(Point point) {
		try (FakeEndpointPicker epp = FakeEndpointPicker
			.start(Script.picking("10.0.0.1:8000").at(point, new Fault.Hang()));
				PickerFixture gateway = PickerFixture.quick(epp.port()).warm()) {
			PickConversation conversation = gateway.ask(random(10_000));
			assertThat(PickerFixture.decision(conversation)).isInstanceOfSatisfying(PickResult.Unavailable.class,
					(result) -> assertThat(result.reason()).isEqualTo(ReasonCode.PICKER_TIMEOUT));
			await().untilAsserted(() -> assertThat(epp.lastExchange().end()).isEqualTo(PickerExchange.End.CANCELLED));
			gateway.releaseRequest();
		}
	}

	@Test
	void goesOnWithAnEndpointWhoseBodyNeverComes() {
		try (FakeEndpointPicker epp = FakeEndpointPicker
			.start(Script.picking("10.0.0.1:8000").at(Point.HEADERS_ANSWERED, new Fault.Hang()));
				PickerFixture gateway = PickerFixture.quickToAnswerTheBody(epp.port())) {
			PickConversation conversation = gateway.ask(random(10_000));
			assertThat(PickerFixture.decision(conversation)).isInstanceOfSatisfying(PickResult.Picked.class,
					(result) -> assertThat(result.body()).isNull());
			gateway.releaseRequest();
			conversation.close();
		}
	}

	@ParameterizedTest
	@EnumSource(value = Point.class,
			names = { "OPENED", "REQUEST_HEADERS", "REQUEST_BODY", "REQUEST_END", "HEADERS_ANSWERED" })
	void takesACleanCloseAsNoWishToBeAsked(Point point) {
		try (FakeEndpointPicker epp = FakeEndpointPicker
			.start(Script.picking("10.0.0.1:8000").at(point, new Fault.CleanClose()));
				PickerFixture gateway = PickerFixture.quickToRespond(epp.port())) {
			PickConversation conversation = gateway.ask(random(10_000));
			PickResult result = PickerFixture.decision(conversation);
			if (point == Point.HEADERS_ANSWERED) {
				assertThat(result).isInstanceOf(PickResult.Picked.class);
			}
			else {
				assertThat(result).isInstanceOfSatisfying(PickResult.Unavailable.class,
						(unavailable) -> assertThat(unavailable.reason()).isEqualTo(ReasonCode.PICKER_NO_ENDPOINT));
			}
			assertThat(conversation.observesResponse()).isFalse();
			gateway.releaseRequest();
			conversation.close();
		}
	}

	@ParameterizedTest
	@EnumSource(value = Point.class,
			names = { "OPENED", "REQUEST_HEADERS", "REQUEST_BODY", "REQUEST_END", "HEADERS_ANSWERED" })
	void passesOnThePickersOwnAnswer(Point point) {
		try (FakeEndpointPicker epp = FakeEndpointPicker
			.start(Script.picking("10.0.0.1:8000").at(point, new Fault.Immediate(429, "saturated")));
				PickerFixture gateway = PickerFixture.quickToRespond(epp.port())) {
			PickConversation conversation = gateway.ask(random(10_000));
			assertThat(PickerFixture.decision(conversation)).isInstanceOfSatisfying(PickResult.Answered.class,
					(answered) -> {
						assertThat(answered.answer().status()).isEqualTo(429);
						assertThat(StandardCharsets.UTF_8.decode(answered.answer().body()).toString())
							.isEqualTo("saturated");
					});
			gateway.releaseRequest();
			conversation.close();
		}
	}

	@Test
	void isUnreachableWhereNobodyListens() {
		try (PickerFixture gateway = PickerFixture.quickToRespond(FakeEndpointPicker.refusedPort())) {
			assertUnavailable(gateway, ReasonCode.PICKER_UNREACHABLE);
		}
	}

	@Test
	void isUnreachableWhereNobodyAnswers() throws IOException {
		try (ServerSocket hole = FakeEndpointPicker.blackHole();
				PickerFixture gateway = PickerFixture.quickToConnect(hole.getLocalPort())) {
			assertUnavailable(gateway, ReasonCode.PICKER_UNREACHABLE);
			assertThat(gateway.channels.replicas()).extracting(PickerChannels.ReplicaState::health)
				.containsExactly(PickerChannels.Health.FAILED);
		}
	}

	@ParameterizedTest
	@MethodSource("dev.penstock.filters.extproc.PickerFixture#transports")
	void isUnreachableWhereTheTransportIsAnother(PickerTransport transport) {
		FakeEndpointPicker.Options other = transport.equals(PickerTransport.PLAINTEXT) ? FakeEndpointPicker.Options.TLS
				: FakeEndpointPicker.Options.PLAINTEXT;
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(other, Script.picking("10.0.0.1:8000"));
				PickerFixture gateway = new PickerFixture(ExtProcSettings.DEFAULTS, transport, epp.port())) {
			assertUnavailable(gateway, ReasonCode.PICKER_UNREACHABLE);
		}
	}

	@Test
	void isUnavailableWithoutAReplica() {
		try (PickerFixture gateway = PickerFixture.quick()) {
			assertUnavailable(gateway, ReasonCode.PICKER_UNAVAILABLE);
		}
	}

	private static void assertUnavailable(PickerFixture gateway, ReasonCode reason) {
		PickConversation conversation = gateway.ask(random(10_000));
		assertThat(PickerFixture.decision(conversation)).isInstanceOfSatisfying(PickResult.Unavailable.class,
				(result) -> assertThat(result.reason()).as(result.message()).isEqualTo(reason));
		gateway.releaseRequest();
		conversation.close();
	}

	static Stream<Arguments> responseFaults() {
		List<Fault> faults = List.of(new Fault.GrpcError(Status.INTERNAL), new Fault.CleanClose(),
				new Fault.KillConnection(), new Fault.ResetStream(), new Fault.Hang());
		return Stream
			.of(Point.REQUEST_ANSWERED, Point.RESPONSE_HEADERS, Point.RESPONSE_BODY, Point.RESPONSE_BODY_AGAIN,
					Point.RESPONSE_END)
			.flatMap((point) -> faults.stream()
				// A connection that is reset loses what was last sent over it.
				.filter((fault) -> point != Point.REQUEST_ANSWERED || !(fault instanceof Fault.KillConnection))
				.map((fault) -> Arguments.of(point, fault)));
	}

	@ParameterizedTest
	@MethodSource("responseFaults")
	void passesTheResponseOnUntouched(Point point, Fault fault) {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(Script.picking("10.0.0.1:8000").at(point, fault));
				PickerFixture gateway = PickerFixture.quickToRespond(epp.port())) {
			PickConversation conversation = gateway.ask(random(10));
			assertThat(PickerFixture.decision(conversation)).isInstanceOf(PickResult.Picked.class);
			gateway.releaseRequest();
			assertThat(PickerFixture.respond(conversation, false)).isInstanceOf(ResponseDecision.Continue.class);
			String text = conversation
				.responseBody(PickerFixture.buffers("one ", "two ", "three"), ResponseTrailers.NONE)
				.map(PickerFixture::text)
				.collectList()
				.map((parts) -> String.join("", parts))
				.block(PickerFixture.PATIENCE);
			assertThat(text).isEqualTo("one two three");
			conversation.close();
			await().untilAsserted(() -> assertThat(gateway.channels.streamsInFlight()).isZero());
		}
	}

	@Test
	void takesADecisionBackWhileTheModelServerIsWaitedFor() {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(Script.picking("10.0.0.1:8000"));
				PickerFixture gateway = PickerFixture.plaintext(epp.port())) {
			PickConversation conversation = gateway.ask(random(10));
			PickerFixture.decision(conversation);
			StepVerifier.create(conversation.recall())
				.then(() -> epp.lastExchange().perform(new Fault.Immediate(429, "evicted")))
				.assertNext((answer) -> assertThat(answer.status()).isEqualTo(429))
				.expectComplete()
				.verify(PickerFixture.PATIENCE);
			conversation.close();
		}
	}

	@Test
	void replacesAResponseWhoseHeadersWereShown() {
		try (FakeEndpointPicker epp = FakeEndpointPicker
			.start(Script.picking("10.0.0.1:8000").at(Point.RESPONSE_HEADERS, new Fault.Immediate(500, "no")));
				PickerFixture gateway = PickerFixture.plaintext(epp.port())) {
			PickConversation conversation = gateway.ask(random(10));
			PickerFixture.decision(conversation);
			StepVerifier.create(conversation.recall()).then(() -> {
				assertThat(PickerFixture.respond(conversation, false)).isInstanceOf(ResponseDecision.Replaced.class);
			}).expectComplete().verify(PickerFixture.PATIENCE);
			conversation.close();
		}
	}

	@Test
	void breaksAResponseOffThatThePickerEnds() {
		try (FakeEndpointPicker epp = FakeEndpointPicker
			.start(Script.picking("10.0.0.1:8000").at(Point.RESPONSE_BODY_AGAIN, new Fault.Immediate(500, "no")));
				PickerFixture gateway = PickerFixture.plaintext(epp.port())) {
			PickConversation conversation = gateway.ask(random(10));
			PickerFixture.decision(conversation);
			PickerFixture.respond(conversation, false);
			Sinks.Many<ByteBuf> upstream = Sinks.many().unicast().onBackpressureBuffer();
			StepVerifier
				.create(conversation.responseBody(upstream.asFlux(), ResponseTrailers.NONE).map(PickerFixture::text))
				.then(() -> upstream.tryEmitNext(PickerFixture.buffer("one")))
				.expectNext("one")
				.then(() -> upstream.tryEmitNext(PickerFixture.buffer("two")))
				.expectError(PickInterruptedException.class)
				.verify(PickerFixture.PATIENCE);
			assertThat(upstream.currentSubscriberCount()).isZero();
			conversation.close();
		}
	}

	@Test
	void interruptsAResponseWhoseAlteredBodyCannotBeCompleted() {
		try (FakeEndpointPicker epp = FakeEndpointPicker
			.start(Script.picking("10.0.0.1:8000").responseBody(Script.ResponseBody.IGNORE));
				PickerFixture gateway = PickerFixture.quickToRespond(epp.port())) {
			PickConversation conversation = gateway.ask(random(10));
			PickerFixture.decision(conversation);
			PickerFixture.respond(conversation, false);
			StepVerifier
				.create(conversation.responseBody(PickerFixture.buffers("one", "two"), ResponseTrailers.NONE)
					.map(PickerFixture::text))
				.then(() -> await()
					.untilAsserted(() -> assertThat(epp.lastExchange().responseBody()).asString().isEqualTo("onetwo")))
				.then(() -> epp.lastExchange().streamResponse("ONE", false))
				.expectNext("ONE")
				.expectError(PickInterruptedException.class)
				.verify(PickerFixture.PATIENCE);
			conversation.close();
		}
	}

	@Test
	void tellsThePickerThatTheClientLeft() {
		try (FakeEndpointPicker epp = FakeEndpointPicker
			.start(Script.picking("10.0.0.1:8000").at(Point.REQUEST_END, new Fault.Hang()));
				PickerFixture gateway = PickerFixture.plaintext(epp.port())) {
			PickConversation waiting = gateway.ask(random(10_000));
			await().untilAsserted(() -> assertThat(epp.exchanges()).isNotEmpty());
			waiting.close();
			await().untilAsserted(() -> assertThat(epp.lastExchange().end()).isEqualTo(PickerExchange.End.CANCELLED));
			gateway.releaseRequest();
			epp.follow(Script.picking("10.0.0.1:8000"));
			PickConversation streaming = gateway.ask(random(10));
			PickerFixture.decision(streaming);
			PickerFixture.respond(streaming, false);
			StepVerifier
				.create(streaming
					.responseBody(PickerFixture.buffers("one").concatWith(Flux.never()), ResponseTrailers.NONE)
					.map(PickerFixture::text))
				.expectNext("one")
				.thenCancel()
				.verify(Duration.ofSeconds(5));
			await().untilAsserted(() -> assertThat(epp.lastExchange().end()).isEqualTo(PickerExchange.End.CANCELLED));
			await().untilAsserted(() -> assertThat(gateway.channels.streamsInFlight()).isZero());
		}
	}

	private static byte[] random(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

}
