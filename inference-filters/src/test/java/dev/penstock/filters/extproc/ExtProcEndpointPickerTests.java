package dev.penstock.filters.extproc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import dev.penstock.filters.pick.HeaderMutation.Operation;
import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.PickConversation;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pick.ResponseDecision;
import dev.penstock.filters.pick.ResponseTrailers;
import dev.penstock.filters.pool.PickerView.PickerTransport;
import dev.penstock.testkit.netty.LeakDetection;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.PickerExchange;
import dev.penstock.testkit.picker.Script;
import dev.penstock.testkit.picker.Script.RequestBody;
import dev.penstock.testkit.picker.Script.ResponseBody;
import dev.penstock.testkit.picker.proto.BodySendMode;
import dev.penstock.testkit.picker.proto.ProcessingRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(LeakDetection.class)
@Timeout(30)
class ExtProcEndpointPickerTests {

	private static final byte[] NO_BODY = {};

	@ParameterizedTest
	@MethodSource("dev.penstock.filters.extproc.PickerFixture#transports")
	void picksOverBothTransports(PickerTransport transport) {
		FakeEndpointPicker.Options options = transport.equals(PickerTransport.PLAINTEXT)
				? FakeEndpointPicker.Options.PLAINTEXT : FakeEndpointPicker.Options.TLS;
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(options,
				Script.picking("10.0.0.2:8000", "10.0.0.1:8000"));
				PickerFixture gateway = new PickerFixture(PickerFixture.PATIENT, transport, epp.port())) {
			PickConversation conversation = gateway.ask("{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8));
			assertThat(PickerFixture.decision(conversation))
				.isEqualTo(new PickResult.Picked(List.of("10.0.0.2:8000", "10.0.0.1:8000"), HeaderMutation.NONE, null));
			assertThat(conversation.observesResponse()).isTrue();
			gateway.releaseRequest();
			conversation.close();
		}
	}

	@Test
	void showsRequestAndResponseAsTheProtocolHasIt() {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(Script.picking("10.0.0.2:8000")
			.setRequestHeader("X-Priority", "7")
			.setRequestHeader("content-length", "3")
			.removeRequestHeader("x-gone")
			.setResponseHeader("x-went-into-resp-headers", "true"));
				PickerFixture gateway = PickerFixture.plaintext(epp.port())) {
			byte[] body = random(200_001);
			PickConversation conversation = gateway.ask(body);
			PickResult.Picked picked = (PickResult.Picked) PickerFixture.decision(conversation);
			assertThat(picked.headers().operations()).containsExactly(
					new Operation(HeaderMutation.Action.REMOVE, "x-gone", ""),
					new Operation(HeaderMutation.Action.SET, "x-priority", "7"));
			assertThat(picked.body()).isNull();
			gateway.releaseRequest();
			ResponseDecision.Continue go = (ResponseDecision.Continue) PickerFixture.respond(conversation, false);
			assertThat(go.headers().operations())
				.containsExactly(new Operation(HeaderMutation.Action.SET, "x-went-into-resp-headers", "true"));
			StepVerifier
				.create(conversation
					.responseBody(PickerFixture.buffers("data: 1\n\n", "data: 2\n\n"), ResponseTrailers.NONE)
					.map(PickerFixture::text))
				.expectNext("data: 1\n\n", "data: 2\n\n")
				.expectComplete()
				.verify(PickerFixture.PATIENCE);
			conversation.close();
			PickerExchange seen = epp.lastExchange();
			await().untilAsserted(() -> assertThat(seen.end()).isEqualTo(PickerExchange.End.HALF_CLOSED));
			assertThat(seen.requestHeaders()).containsEntry(":method", "POST")
				.containsEntry(":path", "/v1/completions?a=b")
				.containsEntry(":authority", "api.example.com")
				.containsEntry(":scheme", "http")
				.containsEntry("content-type", "application/json")
				.containsKey("traceparent")
				.doesNotContainKey("x-gateway-destination-endpoint");
			assertThat(seen.responseHeaders()).containsEntry(":status", "200")
				.containsEntry("content-type", "text/event-stream");
			assertThat(seen.requestBody()).isEqualTo(body);
			assertThat(seen.responseBody()).asString().isEqualTo("data: 1\n\ndata: 2\n\n");
			assertWellFormed(seen.received());
		}
	}

	private static void assertWellFormed(List<ProcessingRequest> messages) {
		ProcessingRequest first = messages.getFirst();
		assertThat(first.getProtocolConfig().getRequestBodyMode()).isEqualTo(BodySendMode.FULL_DUPLEX_STREAMED);
		assertThat(first.getProtocolConfig().getResponseBodyMode()).isEqualTo(BodySendMode.FULL_DUPLEX_STREAMED);
		assertThat(messages.stream().skip(1)).noneMatch(ProcessingRequest::hasProtocolConfig);
		assertThat(messages).filteredOn((message) -> message.hasRequestHeaders() || message.hasRequestBody())
			.hasSizeGreaterThan(3)
			.allSatisfy((message) -> {
				assertThat(PickerExchange
					.metadata(message, "envoy.lb.subset_hint", "x-gateway-destination-endpoint-subset")
					.getListValue()
					.getValuesList()).extracting((value) -> value.getStringValue())
					.containsExactly("10.0.0.1:8000", "10.0.0.2:8000");
				assertThat(message.getRequestBody().getBody().size()).isLessThanOrEqualTo(64 * 1024);
			});
		assertThat(messages).filteredOn(ProcessingRequest::hasResponseHeaders)
			.singleElement()
			.satisfies((message) -> assertThat(
					PickerExchange.metadata(message, "envoy.lb", "x-gateway-destination-endpoint-served")
						.getStringValue())
				.isEqualTo("10.0.0.2:8000"));
		assertThat(messages.stream()
			.filter((message) -> message.getRequestBody().getEndOfStream()
					|| message.getResponseBody().getEndOfStream()))
			.hasSize(2);
	}

	@Test
	void takesTheChangedBody() {
		byte[] changed = random(150_000);
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(Script.picking("10.0.0.1:8000")
			.changeRequest((_) -> changed)
			.responseBody(ResponseBody.STREAM_WHOLE)
			.changeResponse(
					(body) -> new String(body, StandardCharsets.UTF_8).toUpperCase().getBytes(StandardCharsets.UTF_8)));
				PickerFixture gateway = PickerFixture.plaintext(epp.port())) {
			PickConversation conversation = gateway.ask(random(100_000));
			PickResult.Picked picked = (PickResult.Picked) PickerFixture.decision(conversation);
			gateway.releaseRequest();
			assertThat(PickerFixture.bytes(picked.body())).isEqualTo(changed);
			PickerFixture.respond(conversation, false);
			StepVerifier
				.create(conversation.responseBody(PickerFixture.buffers("a", "b", "c"), ResponseTrailers.NONE)
					.map(PickerFixture::text))
				.expectNext("ABC")
				.expectComplete()
				.verify(PickerFixture.PATIENCE);
			conversation.close();
		}
	}

	@ParameterizedTest
	@EnumSource(RequestBody.class)
	void toleratesEveryWayToAnswerABody(RequestBody how) {
		try (FakeEndpointPicker epp = FakeEndpointPicker
			.start(Script.picking("10.0.0.1:8000").requestBody(how).responseBody(ResponseBody.ACKNOWLEDGE));
				PickerFixture gateway = PickerFixture.quick(epp.port())) {
			byte[] body = random(300_000);
			PickConversation conversation = gateway.ask(body);
			PickResult.Picked picked = (PickResult.Picked) PickerFixture.decision(conversation);
			assertThat(picked.endpoints()).containsExactly("10.0.0.1:8000");
			assertThat(conversation.observesResponse()).isEqualTo(how != RequestBody.REPLACE);
			if (how == RequestBody.REPLACE) {
				assertThat(picked.body().length()).isZero();
			}
			else {
				assertThat(picked.body()).isNull();
			}
			gateway.releaseRequest();
			PickerFixture.respond(conversation, false);
			StepVerifier
				.create(conversation.responseBody(PickerFixture.buffers("a", "b"), ResponseTrailers.NONE)
					.map(PickerFixture::text))
				.expectNext("a", "b")
				.expectComplete()
				.verify(PickerFixture.PATIENCE);
			conversation.close();
		}
	}

	@Test
	void picksForARequestWithoutABody() {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(Script.light("10.0.0.1:8000"));
				PickerFixture gateway = PickerFixture.plaintext(epp.port())) {
			PickConversation conversation = gateway.ask(NO_BODY);
			assertThat(PickerFixture.decision(conversation)).isInstanceOf(PickResult.Picked.class);
			ResponseDecision.Continue go = (ResponseDecision.Continue) PickerFixture.respond(conversation, true);
			assertThat(go.mayAlterBody()).isFalse();
			await().untilAsserted(() -> assertThat(epp.lastExchange().end()).isEqualTo(PickerExchange.End.HALF_CLOSED));
			conversation.close();
			await().untilAsserted(() -> assertThat(gateway.channels.streamsInFlight()).isZero());
		}
	}

	private static byte[] random(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

}
