package dev.penstock.filters.extproc;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import dev.penstock.filters.pick.RequestHead;
import dev.penstock.filters.pick.ResponseHead;
import dev.penstock.testkit.picker.proto.BodySendMode;
import dev.penstock.testkit.picker.proto.HeaderMap;
import dev.penstock.testkit.picker.proto.Metadata;
import dev.penstock.testkit.picker.proto.ProcessingRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class MessageEncoderTests {

	private static final List<String> SUBSET = List.of("10.0.0.1:8000", "[::1]:8000");

	private final MessageEncoder encoder = new MessageEncoder();

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void writesRequestHeaders(boolean endOfStream) throws Exception {
		HttpHeaders headers = new HttpHeaders();
		headers.add("Content-Type", "application/json");
		headers.add("Cookie", "a=b");
		headers.add("Cookie", "c=d\u00ff");
		headers.add("x-empty", "");
		headers.add("x-long", "v".repeat(20_000));
		headers.add("Host", "ignored");
		headers.add("X-Gateway-Destination-Endpoint", "6.6.6.6:80");
		RequestHead head = new RequestHead("POST", "https", "api.example.com", "/v1/completions?a=b", headers);
		ProcessingRequest message = encode(new ToPicker.RequestHeaders(head, endOfStream, SUBSET));
		assertThat(entries(message.getRequestHeaders().getHeaders())).containsExactly(":method=POST",
				":path=/v1/completions?a=b", ":authority=api.example.com", ":scheme=https",
				"content-type=application/json", "cookie=a=b", "cookie=c=d\u00ff", "x-empty=",
				"x-long=" + "v".repeat(20_000));
		assertThat(message.getRequestHeaders().getEndOfStream()).isEqualTo(endOfStream);
		assertThat(message.getProtocolConfig().getRequestBodyMode()).isEqualTo(BodySendMode.FULL_DUPLEX_STREAMED);
		assertThat(message.getProtocolConfig().getResponseBodyMode()).isEqualTo(BodySendMode.FULL_DUPLEX_STREAMED);
		assertSubset(message.getMetadataContext());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void writesResponseHeaders(boolean endOfStream) throws Exception {
		HttpHeaders headers = new HttpHeaders();
		headers.add("Content-Type", "text/event-stream");
		ProcessingRequest message = encode(
				new ToPicker.ResponseHeaders(new ResponseHead(200, headers), endOfStream, "10.0.0.1:8000"));
		assertThat(entries(message.getResponseHeaders().getHeaders())).containsExactly(":status=200",
				"content-type=text/event-stream");
		assertThat(message.getResponseHeaders().getEndOfStream()).isEqualTo(endOfStream);
		assertThat(message.hasProtocolConfig()).isFalse();
		Struct namespace = message.getMetadataContext().getFilterMetadataOrThrow("envoy.lb");
		assertThat(namespace.getFieldsOrThrow("x-gateway-destination-endpoint-served").getStringValue())
			.isEqualTo("10.0.0.1:8000");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 127, 128, 16_383, 16_384, 65_536 })
	void writesBodiesOfAnyLength(int length) throws Exception {
		ByteBuf bytes = Unpooled.wrappedBuffer(new byte[length + 1]).setByte(length, 7).skipBytes(1);
		for (boolean endOfStream : List.of(true, false)) {
			ProcessingRequest request = encode(new ToPicker.RequestBody(bytes, endOfStream, SUBSET));
			assertThat(request.getRequestBody().getBody()).isEqualTo(ByteString.copyFrom(bytes.nioBuffer()));
			assertThat(request.getRequestBody().getEndOfStream()).isEqualTo(endOfStream);
			assertThat(request.hasRequestBody()).isTrue();
			assertSubset(request.getMetadataContext());
			ProcessingRequest response = encode(new ToPicker.ResponseBody(bytes, endOfStream));
			assertThat(response.getResponseBody().getBody()).isEqualTo(ByteString.copyFrom(bytes.nioBuffer()));
			assertThat(response.getResponseBody().getEndOfStream()).isEqualTo(endOfStream);
			assertThat(response.hasResponseBody()).isTrue();
			assertThat(response.hasMetadataContext()).isFalse();
		}
		assertThat(bytes.readableBytes()).as("left as it was").isEqualTo(length);
	}

	@Test
	void leavesOutAnEmptySubset() throws Exception {
		ByteBuf message = this.encoder.encode(new ToPicker.RequestBody(Unpooled.EMPTY_BUFFER, true, List.of()),
				SubsetHint.of(List.of()));
		assertThat(parse(message, Unpooled.EMPTY_BUFFER).getMetadataContext().getFilterMetadataMap()).isEmpty();
	}

	private ProcessingRequest encode(ToPicker message) throws Exception {
		return parse(this.encoder.encode(message, SubsetHint.of(SUBSET)), MessageEncoder.bytes(message));
	}

	private static ProcessingRequest parse(ByteBuf head, ByteBuf body) throws Exception {
		assertThat(head.readByte()).as("is not compressed").isZero();
		assertThat(head.readInt()).as("length").isEqualTo(head.readableBytes() + body.readableBytes());
		byte[] bytes = Unpooled.copiedBuffer(head, body).array();
		ProcessingRequest message = ProcessingRequest.parseFrom(bytes);
		assertThat(message.getUnknownFields().asMap()).isEmpty();
		assertThat(message.getSerializedSize()).as("nothing written twice or too long").isEqualTo(bytes.length);
		return message;
	}

	private static void assertSubset(Metadata metadata) {
		assertThat(metadata.getFilterMetadataOrThrow("envoy.lb.subset_hint")
			.getFieldsOrThrow("x-gateway-destination-endpoint-subset")
			.getListValue()
			.getValuesList()).extracting("stringValue").containsExactlyElementsOf(SUBSET);
	}

	private static List<String> entries(HeaderMap map) {
		return map.getHeadersList()
			.stream()
			.map((header) -> header.getKey() + "=" + header.getRawValue().toString(StandardCharsets.ISO_8859_1))
			.toList();
	}

}
