package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.Value;
import dev.penstock.filters.extproc.FromPicker.BodyChange;
import dev.penstock.filters.extproc.FromPicker.Reply;
import dev.penstock.filters.extproc.proto.BodyMutation;
import dev.penstock.filters.extproc.proto.BodySendMode;
import dev.penstock.filters.extproc.proto.CommonResponse;
import dev.penstock.filters.extproc.proto.HeaderMap;
import dev.penstock.filters.extproc.proto.HeaderValue;
import dev.penstock.filters.extproc.proto.HeaderValueOption;
import dev.penstock.filters.extproc.proto.HttpBody;
import dev.penstock.filters.extproc.proto.HttpHeaders;
import dev.penstock.filters.extproc.proto.HttpTrailers;
import dev.penstock.filters.extproc.proto.ImmediateResponse;
import dev.penstock.filters.extproc.proto.Metadata;
import dev.penstock.filters.extproc.proto.ProcessingRequest;
import dev.penstock.filters.extproc.proto.ProcessingResponse;
import dev.penstock.filters.extproc.proto.ProtocolConfiguration;
import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.HeaderMutation.Action;
import dev.penstock.filters.pick.HeaderMutation.Operation;
import dev.penstock.filters.pick.ImmediateAnswer;
import dev.penstock.filters.pick.RequestHead;
import dev.penstock.filters.pick.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Translates between what is said and how it is written in protobuf. */
final class ExtProcMessages {

	private static final String SUBSET_NAMESPACE = "envoy.lb.subset_hint";

	private static final String SUBSET_KEY = "x-gateway-destination-endpoint-subset";

	private static final String ENDPOINT_NAMESPACE = "envoy.lb";

	private static final String SERVED_KEY = "x-gateway-destination-endpoint-served";

	/** Envoy's answer to a status that is missing or none of HTTP's. */
	private static final int DEFAULT_STATUS = 200;

	private static final ProtocolConfiguration PROTOCOL = ProtocolConfiguration.newBuilder()
		.setRequestBodyMode(BodySendMode.FULL_DUPLEX_STREAMED)
		.setResponseBodyMode(BodySendMode.FULL_DUPLEX_STREAMED)
		.build();

	private ExtProcMessages() {
	}

	/**
	 * Writes a message. Bytes of bodies are not copied: the message is to be serialised
	 * while they are valid.
	 * @param message the message
	 * @param subset the eligible endpoints as {@link #subset} writes them
	 * @return the same in protobuf
	 */
	static ProcessingRequest write(ToPicker message, Metadata subset) {
		ProcessingRequest.Builder builder = ProcessingRequest.newBuilder();
		switch (message) {
			case ToPicker.RequestHeaders(RequestHead head, boolean endOfStream, List<String> _) ->
				builder.setRequestHeaders(headers(head, endOfStream))
					.setMetadataContext(subset)
					.setProtocolConfig(PROTOCOL);
			case ToPicker.RequestBody(ByteBuf bytes, boolean endOfStream, List<String> _) ->
				builder.setRequestBody(body(bytes, endOfStream)).setMetadataContext(subset);
			case ToPicker.ResponseHeaders(ResponseHead head, boolean endOfStream, String served) ->
				builder.setResponseHeaders(headers(head, endOfStream)).setMetadataContext(served(served));
			case ToPicker.ResponseBody(ByteBuf bytes, boolean endOfStream) ->
				builder.setResponseBody(body(bytes, endOfStream));
			case ToPicker.ResponseTrailers(var trailers) -> builder.setResponseTrailers(trailers(trailers));
		}
		return builder.build();
	}

	/**
	 * Writes the subset hint, which is the same in every message about a request.
	 * @param endpoints the eligible endpoints
	 * @return the metadata
	 */
	static Metadata subset(List<String> endpoints) {
		if (endpoints.isEmpty()) {
			// An empty list would leave the picker no choice.
			return Metadata.getDefaultInstance();
		}
		ListValue.Builder list = ListValue.newBuilder();
		endpoints.forEach((endpoint) -> list.addValues(Value.newBuilder().setStringValue(endpoint)));
		return metadata(SUBSET_NAMESPACE, SUBSET_KEY, Value.newBuilder().setListValue(list).build());
	}

	private static Metadata served(String endpoint) {
		return metadata(ENDPOINT_NAMESPACE, SERVED_KEY, Value.newBuilder().setStringValue(endpoint).build());
	}

	private static Metadata metadata(String namespace, String key, Value value) {
		return Metadata.newBuilder()
			.putFilterMetadata(namespace, Struct.newBuilder().putFields(key, value).build())
			.build();
	}

	private static HttpHeaders headers(RequestHead head, boolean endOfStream) {
		HeaderMap.Builder map = HeaderMap.newBuilder();
		map.addHeaders(header(":method", head.method()))
			.addHeaders(header(":path", head.path()))
			.addHeaders(header(":authority", head.authority()))
			.addHeaders(header(":scheme", head.scheme()));
		addHeaders(head.headers(), map);
		return HttpHeaders.newBuilder().setHeaders(map).setEndOfStream(endOfStream).build();
	}

	private static HttpHeaders headers(ResponseHead head, boolean endOfStream) {
		HeaderMap.Builder map = HeaderMap.newBuilder();
		map.addHeaders(header(":status", Integer.toString(head.status())));
		addHeaders(head.headers(), map);
		return HttpHeaders.newBuilder().setHeaders(map).setEndOfStream(endOfStream).build();
	}

	private static HttpTrailers trailers(org.springframework.http.HttpHeaders trailers) {
		HeaderMap.Builder map = HeaderMap.newBuilder();
		addHeaders(trailers, map);
		return HttpTrailers.newBuilder().setTrailers(map).build();
	}

	private static void addHeaders(org.springframework.http.HttpHeaders headers, HeaderMap.Builder map) {
		headers.forEach((name, values) -> {
			String key = name.toLowerCase(Locale.ROOT);
			if (!key.equals("host") && !key.startsWith(HeaderMutations.DESTINATION)) {
				values.forEach((value) -> map.addHeaders(header(key, value)));
			}
		});
	}

	/** Netty gives each byte of a header as one char. */
	private static HeaderValue header(String key, String value) {
		return HeaderValue.newBuilder()
			.setKey(key)
			.setRawValue(UnsafeByteOperations.unsafeWrap(value.getBytes(StandardCharsets.ISO_8859_1)))
			.build();
	}

	private static HttpBody body(ByteBuf bytes, boolean endOfStream) {
		ByteString content = bytes.isReadable() ? UnsafeByteOperations.unsafeWrap(bytes.nioBuffer()) : ByteString.EMPTY;
		return HttpBody.newBuilder().setBody(content).setEndOfStream(endOfStream).build();
	}

	/**
	 * Reads a message.
	 * @param message the message in protobuf
	 * @return the message
	 */
	static FromPicker read(ProcessingResponse message) {
		String endpoint = metadataEndpoint(message);
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
		return new Reply(mutation(response.getHeaderMutation()), endpoint, bodyChange(response.getBodyMutation()),
				response.getStatus() == CommonResponse.ResponseStatus.CONTINUE_AND_REPLACE);
	}

	private static BodyChange bodyChange(BodyMutation mutation) {
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
		return new ImmediateAnswer((code >= 200 && code <= 599) ? code : DEFAULT_STATUS,
				mutation(response.getHeaders()), response.getBody().asReadOnlyByteBuffer(), response.getDetails());
	}

	/** Removes before it sets, as Envoy does. */
	private static HeaderMutation mutation(dev.penstock.filters.extproc.proto.HeaderMutation mutation) {
		if (mutation.getSetHeadersCount() == 0 && mutation.getRemoveHeadersCount() == 0) {
			return HeaderMutation.NONE;
		}
		List<Operation> operations = new ArrayList<>(mutation.getRemoveHeadersCount() + mutation.getSetHeadersCount());
		for (String name : mutation.getRemoveHeadersList()) {
			operations.add(new Operation(Action.REMOVE, name.toLowerCase(Locale.ROOT), ""));
		}
		for (HeaderValueOption option : mutation.getSetHeadersList()) {
			HeaderValue header = option.getHeader();
			ByteString value = header.getRawValue().isEmpty() ? header.getValue() : header.getRawValue();
			operations.add(new Operation(action(option), header.getKey().toLowerCase(Locale.ROOT),
					value.toString(StandardCharsets.ISO_8859_1)));
		}
		return new HeaderMutation(operations);
	}

	/**
	 * Reads the action. Envoy's default is to append, but pickers leave it unset and mean
	 * to set, as Envoy's older field {@code append} has it for this service.
	 */
	private static Action action(HeaderValueOption option) {
		return switch (option.getAppendAction()) {
			case APPEND_IF_EXISTS_OR_ADD, UNRECOGNIZED ->
				(option.hasAppend() && option.getAppend().getValue()) ? Action.APPEND : Action.SET;
			case ADD_IF_ABSENT -> Action.ADD_IF_ABSENT;
			case OVERWRITE_IF_EXISTS_OR_ADD -> Action.SET;
			case OVERWRITE_IF_EXISTS -> Action.OVERWRITE_IF_EXISTS;
		};
	}

	private static @Nullable String metadataEndpoint(ProcessingResponse message) {
		if (!message.hasDynamicMetadata()) {
			return null;
		}
		Value namespace = message.getDynamicMetadata().getFieldsMap().get(ENDPOINT_NAMESPACE);
		Value value = (namespace != null) ? namespace.getStructValue().getFieldsMap().get(HeaderMutations.DESTINATION)
				: null;
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
