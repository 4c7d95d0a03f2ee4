package dev.penstock.testkit.picker;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.penstock.testkit.picker.proto.BodyMutation;
import dev.penstock.testkit.picker.proto.BodyResponse;
import dev.penstock.testkit.picker.proto.CommonResponse;
import dev.penstock.testkit.picker.proto.HeaderMutation;
import dev.penstock.testkit.picker.proto.HeaderValue;
import dev.penstock.testkit.picker.proto.HeaderValueOption;
import dev.penstock.testkit.picker.proto.HeadersResponse;
import dev.penstock.testkit.picker.proto.HttpStatus;
import dev.penstock.testkit.picker.proto.ImmediateResponse;
import dev.penstock.testkit.picker.proto.ProcessingResponse;
import dev.penstock.testkit.picker.proto.StreamedBodyResponse;
import dev.penstock.testkit.picker.proto.TrailersResponse;

/** Writes what a picker says. */
final class Answers {

	static final ProcessingResponse REQUEST_BODY_UNCHANGED = ProcessingResponse.newBuilder()
		.setRequestBody(BodyResponse.getDefaultInstance())
		.build();

	static final ProcessingResponse RESPONSE_BODY_UNCHANGED = ProcessingResponse.newBuilder()
		.setResponseBody(BodyResponse.getDefaultInstance())
		.build();

	static final ProcessingResponse RESPONSE_TRAILERS = ProcessingResponse.newBuilder()
		.setResponseTrailers(TrailersResponse.newBuilder()
			.setHeaderMutation(HeaderMutation.newBuilder()
				.addSetHeaders(HeaderValueOption.newBuilder()
					.setHeader(
							HeaderValue.newBuilder().setKey("x-picker").setRawValue(ByteString.copyFromUtf8("seen"))))))
		.build();

	private Answers() {
	}

	static ProcessingResponse requestHeaders(Script script) {
		CommonResponse.Builder common = CommonResponse.newBuilder().setHeaderMutation(script.requestHeaders());
		if (script.requestBody() == Script.RequestBody.REPLACE) {
			common.setStatus(CommonResponse.ResponseStatus.CONTINUE_AND_REPLACE)
				.setBodyMutation(BodyMutation.newBuilder().setBody(script.changedRequest(ByteString.EMPTY).getFirst()));
		}
		ProcessingResponse.Builder response = ProcessingResponse.newBuilder()
			.setRequestHeaders(HeadersResponse.newBuilder().setResponse(common));
		if (script.inMetadata()) {
			Value endpoint = Value.newBuilder().setStringValue(script.endpoint()).build();
			Struct.Builder namespace = Struct.newBuilder().putFields("x-gateway-destination-endpoint", endpoint);
			response.setDynamicMetadata(
					Struct.newBuilder().putFields("envoy.lb", Value.newBuilder().setStructValue(namespace).build()));
		}
		return response.build();
	}

	static ProcessingResponse requestBody(ByteString part, boolean last) {
		return ProcessingResponse.newBuilder().setRequestBody(streamed(part, last)).build();
	}

	static ProcessingResponse responseHeaders(Script script) {
		CommonResponse.Builder common = CommonResponse.newBuilder().setHeaderMutation(script.responseHeaders());
		return ProcessingResponse.newBuilder()
			.setResponseHeaders(HeadersResponse.newBuilder().setResponse(common))
			.build();
	}

	static ProcessingResponse responseBody(ByteString part, boolean last) {
		return ProcessingResponse.newBuilder().setResponseBody(streamed(part, last)).build();
	}

	static ProcessingResponse immediate(int status, String body) {
		return ProcessingResponse.newBuilder()
			.setImmediateResponse(ImmediateResponse.newBuilder()
				.setStatus(HttpStatus.newBuilder().setCode(status))
				.setBody(ByteString.copyFromUtf8(body)))
			.build();
	}

	private static BodyResponse streamed(ByteString part, boolean last) {
		return BodyResponse.newBuilder()
			.setResponse(CommonResponse.newBuilder()
				.setBodyMutation(BodyMutation.newBuilder()
					.setStreamedResponse(StreamedBodyResponse.newBuilder().setBody(part).setEndOfStream(last))))
			.build();
	}

}
