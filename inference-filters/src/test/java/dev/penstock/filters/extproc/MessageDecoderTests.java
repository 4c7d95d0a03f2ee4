package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Value;
import dev.penstock.filters.extproc.FromPicker.BodyChange;
import dev.penstock.filters.extproc.FromPicker.Reply;
import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.HeaderMutation.Action;
import dev.penstock.filters.pick.HeaderMutation.Operation;
import dev.penstock.filters.pick.ImmediateAnswer;
import dev.penstock.testkit.picker.proto.BodyMutation;
import dev.penstock.testkit.picker.proto.CommonResponse;
import dev.penstock.testkit.picker.proto.HeaderValueOption;
import dev.penstock.testkit.picker.proto.ImmediateResponse;
import dev.penstock.testkit.picker.proto.ProcessingResponse;
import io.netty.buffer.Unpooled;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Reads what protobuf wrote, and what nobody should have written. */
class MessageDecoderTests {

	@Property(tries = 3_000)
	void readsWhatProtobufReads(@ForAll long seed) throws Exception {
		ProcessingResponse message = new RandomMessages(seed, true).fill(ProcessingResponse.getDefaultInstance());
		assertThat(decode(message.toByteArray())).isEqualTo(expected(message));
	}

	@Property(tries = 3_000)
	void mergesWhatProtobufMerges(@ForAll long seed) throws Exception {
		byte[] first = new RandomMessages(seed, false).fill(ProcessingResponse.getDefaultInstance()).toByteArray();
		byte[] second = new RandomMessages(~seed, false).fill(ProcessingResponse.getDefaultInstance()).toByteArray();
		byte[] both = Unpooled.wrappedBuffer(first, second).copy().array();
		assertThat(decode(both)).isEqualTo(expected(ProcessingResponse.parseFrom(both)));
	}

	@Property(tries = 5_000)
	void refusesWhatIsBrokenInNoOtherWay(@ForAll long seed) {
		Random random = new Random(seed);
		byte[] bytes = new RandomMessages(seed, true).fill(ProcessingResponse.getDefaultInstance()).toByteArray();
		for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
			bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
		}
		byte[] cut = new byte[random.nextInt(bytes.length + 1)];
		System.arraycopy(bytes, 0, cut, 0, cut.length);
		try {
			decode(cut);
		}
		catch (MalformedMessageException ex) {
			assertThat(ex).hasMessageContaining(" ");
		}
	}

	@Property(tries = 2_000)
	void refusesWhatProtobufRefuses(@ForAll long seed) {
		byte[] bytes = new RandomMessages(seed, true).fill(ProcessingResponse.getDefaultInstance()).toByteArray();
		byte[] cut = new byte[(int) Math.floorMod(seed, bytes.length + 1L)];
		System.arraycopy(bytes, 0, cut, 0, cut.length);
		try {
			ProcessingResponse message = ProcessingResponse.parseFrom(cut);
			assertThat(decode(cut)).isEqualTo(expected(message));
		}
		catch (InvalidProtocolBufferException _) {
			assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> decode(cut));
		}
		catch (MalformedMessageException ex) {
			throw new AssertionError("protobuf reads it", ex);
		}
	}

	@Example
	void refusesLengthsBeyondTheMessage() {
		for (byte[] bytes : List.of(new byte[] { 0x0a, 0x05, 0 }, new byte[] { 0x0a, -1, -1, -1, -1, 0x07 },
				new byte[] { 0x0a, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0x01 }, new byte[] { 0x0a, 0x02, 0x0a, 0x7f })) {
			assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> decode(bytes));
		}
	}

	@Example
	void refusesNumbersWithoutAnEndAndFieldsWithoutANumber() {
		for (byte[] bytes : List.of(new byte[] { -1 }, new byte[] { 0x48, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1 },
				new byte[] { 0x02, 0x00 }, new byte[] { 0x4e }, new byte[] { 0x4c }, new byte[] { 0x4b })) {
			assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> decode(bytes));
		}
	}

	@Example
	void refusesGroupsThatAreNestedToDrainTheStack() {
		byte[] nested = new byte[200_000];
		Arrays.fill(nested, (byte) 0x4b);
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> decode(nested));
	}

	private static FromPicker decode(byte[] bytes) throws MalformedMessageException {
		return MessageDecoder.decode(Unpooled.wrappedBuffer(bytes));
	}

	private static FromPicker expected(ProcessingResponse message) {
		String endpoint = endpoint(message);
		return switch (message.getResponseCase()) {
			case REQUEST_HEADERS ->
				new FromPicker.RequestHeaders(reply(message.getRequestHeaders().getResponse(), endpoint));
			case REQUEST_BODY -> new FromPicker.RequestBody(reply(message.getRequestBody().getResponse(), endpoint));
			case RESPONSE_HEADERS ->
				new FromPicker.ResponseHeaders(reply(message.getResponseHeaders().getResponse(), endpoint));
			case RESPONSE_BODY -> new FromPicker.ResponseBody(reply(message.getResponseBody().getResponse(), endpoint));
			case IMMEDIATE_RESPONSE -> new FromPicker.Immediate(immediate(message.getImmediateResponse()));
			case RESPONSE_TRAILERS ->
				new FromPicker.ResponseTrailers(mutation(message.getResponseTrailers().getHeaderMutation()));
			case REQUEST_TRAILERS, RESPONSE_NOT_SET -> new FromPicker.Other();
		};
	}

	private static Reply reply(CommonResponse response, @Nullable String endpoint) {
		return new Reply(mutation(response.getHeaderMutation()), endpoint, body(response.getBodyMutation()),
				response.getStatus() == CommonResponse.ResponseStatus.CONTINUE_AND_REPLACE);
	}

	private static BodyChange body(BodyMutation mutation) {
		return switch (mutation.getMutationCase()) {
			case BODY -> new BodyChange.Replaced(mutation.getBody().asReadOnlyByteBuffer());
			case CLEAR_BODY ->
				mutation.getClearBody() ? new BodyChange.Replaced(ByteBuffer.allocate(0)) : new BodyChange.None();
			case STREAMED_RESPONSE ->
				new BodyChange.Streamed(mutation.getStreamedResponse().getBody().asReadOnlyByteBuffer(),
						mutation.getStreamedResponse().getEndOfStream());
			case MUTATION_NOT_SET -> new BodyChange.None();
		};
	}

	private static ImmediateAnswer immediate(ImmediateResponse response) {
		int code = response.getStatus().getCode();
		return new ImmediateAnswer((code >= 200 && code <= 599) ? code : 200, mutation(response.getHeaders()),
				response.getBody().asReadOnlyByteBuffer(), response.getDetails());
	}

	private static HeaderMutation mutation(dev.penstock.testkit.picker.proto.HeaderMutation mutation) {
		List<Operation> operations = new ArrayList<>();
		mutation.getRemoveHeadersList()
			.forEach((name) -> operations.add(new Operation(Action.REMOVE, name.toLowerCase(Locale.ROOT), "")));
		for (HeaderValueOption option : mutation.getSetHeadersList()) {
			String value = option.getHeader().getRawValue().isEmpty()
					? new String(option.getHeader().getValue().getBytes(StandardCharsets.UTF_8),
							StandardCharsets.ISO_8859_1)
					: option.getHeader().getRawValue().toString(StandardCharsets.ISO_8859_1);
			operations.add(new Operation(action(option), option.getHeader().getKey().toLowerCase(Locale.ROOT), value));
		}
		return new HeaderMutation(operations);
	}

	private static Action action(HeaderValueOption option) {
		return switch (option.getAppendAction()) {
			case APPEND_IF_EXISTS_OR_ADD, UNRECOGNIZED -> option.getAppend().getValue() ? Action.APPEND : Action.SET;
			case ADD_IF_ABSENT -> Action.ADD_IF_ABSENT;
			case OVERWRITE_IF_EXISTS_OR_ADD -> Action.SET;
			case OVERWRITE_IF_EXISTS -> Action.OVERWRITE_IF_EXISTS;
		};
	}

	private static @Nullable String endpoint(ProcessingResponse message) {
		Value namespace = message.getDynamicMetadata().getFieldsMap().get("envoy.lb");
		Value value = (namespace != null)
				? namespace.getStructValue().getFieldsMap().get("x-gateway-destination-endpoint") : null;
		if (value == null) {
			return null;
		}
		return switch (value.getKindCase()) {
			case STRING_VALUE -> value.getStringValue();
			case LIST_VALUE -> value.getListValue()
				.getValuesList()
				.stream()
				.map(Value::getStringValue)
				.collect(Collectors.joining(","));
			case NULL_VALUE, NUMBER_VALUE, BOOL_VALUE, STRUCT_VALUE, KIND_NOT_SET -> null;
		};
	}

}
