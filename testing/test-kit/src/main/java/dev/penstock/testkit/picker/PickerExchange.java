package dev.penstock.testkit.picker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.penstock.testkit.picker.proto.HttpBody;
import dev.penstock.testkit.picker.proto.HttpHeaders;
import dev.penstock.testkit.picker.proto.ProcessingRequest;
import dev.penstock.testkit.picker.proto.ProcessingResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Is one stream: follows the script, remembers what came, and lets a test say more.
 */
public final class PickerExchange extends ServerCall.Listener<ProcessingRequest> {

	private final ServerCall<ProcessingRequest, ProcessingResponse> call;

	private final Script script;

	private final Connections connections;

	private final List<ProcessingRequest> received = new CopyOnWriteArrayList<>();

	private volatile End end = End.OPEN;

	private boolean silent;

	private boolean reading = true;

	private boolean closed;

	private int requestParts;

	private ByteString requestBody = ByteString.EMPTY;

	private int responseParts;

	private ByteString responseBody = ByteString.EMPTY;

	PickerExchange(ServerCall<ProcessingRequest, ProcessingResponse> call, Script script, Connections connections) {
		this.call = call;
		this.script = script;
		this.connections = connections;
	}

	void open() {
		this.call.sendHeaders(new Metadata());
		if (!happens(Point.OPENED)) {
			this.call.request(1);
		}
	}

	@Override
	public void onMessage(ProcessingRequest message) {
		this.received.add(message);
		if (!this.silent && !this.closed) {
			switch (message.getRequestCase()) {
				case REQUEST_HEADERS -> requestHeaders(message.getRequestHeaders());
				case REQUEST_BODY -> requestBody(message.getRequestBody());
				case RESPONSE_HEADERS -> answerResponseHeaders();
				case RESPONSE_BODY -> responseBody(message.getResponseBody());
				case RESPONSE_TRAILERS -> responseTrailers();
				case REQUEST_NOT_SET -> fail(Status.INVALID_ARGUMENT);
			}
		}
		if (this.reading) {
			this.call.request(1);
		}
	}

	private void requestHeaders(HttpHeaders headers) {
		if (happens(Point.REQUEST_HEADERS)) {
			return;
		}
		if (headers.getEndOfStream()) {
			requestEnd();
			return;
		}
		switch (this.script.requestBody()) {
			case IGNORE, REPLACE, ACKNOWLEDGE -> answerRequestHeaders();
			case STREAM, STREAM_FIRST, ACKNOWLEDGE_FIRST -> {
			}
		}
	}

	private void requestBody(HttpBody body) {
		this.requestParts++;
		this.requestBody = this.requestBody.concat(body.getBody());
		if (this.requestParts == 1 && happens(Point.REQUEST_BODY)) {
			return;
		}
		switch (this.script.requestBody()) {
			case ACKNOWLEDGE, ACKNOWLEDGE_FIRST -> {
				if (!body.getEndOfStream()) {
					send(Answers.REQUEST_BODY_UNCHANGED);
				}
			}
			case STREAM, STREAM_FIRST, IGNORE, REPLACE -> {
			}
		}
		if (body.getEndOfStream()) {
			requestEnd();
		}
	}

	private void requestEnd() {
		if (happens(Point.REQUEST_END)) {
			return;
		}
		boolean body = this.requestParts > 0;
		switch (this.script.requestBody()) {
			case STREAM -> {
				answerRequestHeaders();
				if (!happens(Point.HEADERS_ANSWERED) && body) {
					streamRequest();
				}
			}
			case STREAM_FIRST -> {
				if (body) {
					streamRequest();
				}
				answerRequestHeaders();
			}
			case ACKNOWLEDGE -> {
				if (body) {
					send(Answers.REQUEST_BODY_UNCHANGED);
				}
				else {
					answerRequestHeaders();
				}
			}
			case ACKNOWLEDGE_FIRST -> {
				answerRequestHeaders();
				if (!happens(Point.HEADERS_ANSWERED) && body) {
					send(Answers.REQUEST_BODY_UNCHANGED);
				}
			}
			case IGNORE, REPLACE -> {
				if (!body) {
					answerRequestHeaders();
				}
			}
		}
		happens(Point.REQUEST_ANSWERED);
	}

	private void answerRequestHeaders() {
		send(Answers.requestHeaders(this.script));
	}

	private void streamRequest() {
		List<ByteString> parts = this.script.changedRequest(this.requestBody);
		for (int i = 0; i < parts.size(); i++) {
			send(Answers.requestBody(parts.get(i), i == parts.size() - 1));
		}
	}

	private void answerResponseHeaders() {
		if (!happens(Point.RESPONSE_HEADERS)) {
			send(Answers.responseHeaders(this.script));
		}
	}

	private void responseBody(HttpBody body) {
		this.responseParts++;
		this.responseBody = this.responseBody.concat(body.getBody());
		if ((this.responseParts == 1 && happens(Point.RESPONSE_BODY))
				|| (this.responseParts == 2 && happens(Point.RESPONSE_BODY_AGAIN))
				|| (body.getEndOfStream() && happens(Point.RESPONSE_END))) {
			return;
		}
		switch (this.script.responseBody()) {
			case STREAM_PARTS ->
				send(Answers.responseBody(this.script.changedResponse(body.getBody()), body.getEndOfStream()));
			case STREAM_WHOLE -> {
				if (body.getEndOfStream()) {
					send(Answers.responseBody(this.script.changedResponse(this.responseBody), true));
				}
			}
			case ACKNOWLEDGE -> send(Answers.RESPONSE_BODY_UNCHANGED);
			case IGNORE -> {
			}
		}
	}

	/** A picker that streams answers with a trailer of its own, others don't answer. */
	private void responseTrailers() {
		switch (this.script.responseBody()) {
			case STREAM_PARTS -> send(Answers.RESPONSE_TRAILERS);
			case STREAM_WHOLE -> {
				send(Answers.responseBody(this.script.changedResponse(this.responseBody), false));
				send(Answers.RESPONSE_TRAILERS);
			}
			case ACKNOWLEDGE, IGNORE -> {
			}
		}
	}

	private boolean happens(Point point) {
		Fault fault = this.script.fault(point);
		if (fault == null || this.closed) {
			return false;
		}
		this.silent = true;
		// Not while a message is being read: gRPC would lose its buffer.
		this.connections.later(this.call.getAttributes(), () -> perform(fault));
		return true;
	}

	/**
	 * Does something out of turn, now.
	 * @param fault what
	 */
	public void perform(Fault fault) {
		this.silent = true;
		switch (fault) {
			case Fault.GrpcError(Status status) -> fail(status);
			case Fault.CleanClose() -> fail(Status.OK);
			case Fault.Hang() -> {
			}
			case Fault.StopReading() -> this.reading = false;
			case Fault.KillConnection() -> this.connections.kill(this.call.getAttributes());
			case Fault.ResetStream() -> {
				// gRPC tells nothing of a stream that this side has reset.
				this.closed = true;
				this.end = End.CLOSED;
				this.connections.reset(this.call.getAttributes());
			}
			case Fault.Immediate(int status, String body) -> {
				send(Answers.immediate(status, body));
				fail(Status.OK);
			}
		}
	}

	/**
	 * Sends a message out of turn, now.
	 * @param response the message
	 */
	public synchronized void send(ProcessingResponse response) {
		if (!this.closed) {
			this.call.sendMessage(response);
		}
	}

	/**
	 * Sends a part of the response's body out of turn, now.
	 * @param part the part
	 * @param last whether it is the last
	 */
	public void streamResponse(String part, boolean last) {
		send(Answers.responseBody(ByteString.copyFromUtf8(part), last));
	}

	private synchronized void fail(Status status) {
		if (!this.closed) {
			this.closed = true;
			this.call.close(status, new Metadata());
		}
	}

	@Override
	public void onHalfClose() {
		this.end = End.HALF_CLOSED;
		fail(Status.OK);
	}

	@Override
	public synchronized void onCancel() {
		this.closed = true;
		if (this.end == End.OPEN) {
			this.end = End.CANCELLED;
		}
	}

	@Override
	public void onComplete() {
		if (this.end == End.OPEN) {
			this.end = End.CLOSED;
		}
	}

	/**
	 * Returns how the stream ended.
	 * @return the end, or OPEN
	 */
	public End end() {
		return this.end;
	}

	/**
	 * Returns all messages, in order.
	 * @return the messages
	 */
	public List<ProcessingRequest> received() {
		return List.copyOf(this.received);
	}

	/**
	 * Returns the request's headers, pseudo headers among them.
	 * @return the first value of each
	 */
	public Map<String, String> requestHeaders() {
		return headers((message) -> message.hasRequestHeaders() ? message.getRequestHeaders() : null);
	}

	/**
	 * Returns the response's headers, pseudo headers among them.
	 * @return the first value of each
	 */
	public Map<String, String> responseHeaders() {
		return headers((message) -> message.hasResponseHeaders() ? message.getResponseHeaders() : null);
	}

	private Map<String, String> headers(Function<ProcessingRequest, @Nullable HttpHeaders> part) {
		return this.received.stream().flatMap((message) -> {
			HttpHeaders headers = part.apply(message);
			return (headers != null) ? headers.getHeaders().getHeadersList().stream() : Stream.empty();
		})
			.collect(Collectors.toMap((header) -> header.getKey(),
					(header) -> header.getRawValue().toString(StandardCharsets.UTF_8), (first, _) -> first));
	}

	/**
	 * Returns what came of the request's body.
	 * @return the bytes
	 */
	public byte[] requestBody() {
		return joined(this.received.stream()
			.filter(ProcessingRequest::hasRequestBody)
			.map((message) -> message.getRequestBody().getBody())
			.toList());
	}

	/**
	 * Returns what came of the response's body.
	 * @return the bytes
	 */
	public byte[] responseBody() {
		return joined(this.received.stream()
			.filter(ProcessingRequest::hasResponseBody)
			.map((message) -> message.getResponseBody().getBody())
			.toList());
	}

	private static byte[] joined(List<ByteString> parts) {
		return ByteString.copyFrom(new ArrayList<>(parts)).toByteArray();
	}

	/**
	 * Returns what a message says of the endpoints.
	 * @param message the message
	 * @param namespace the namespace of the metadata
	 * @param key the key
	 * @return the value; a null value where there is none
	 */
	public static Value metadata(ProcessingRequest message, String namespace, String key) {
		return message.getMetadataContext()
			.getFilterMetadataMap()
			.getOrDefault(namespace, Struct.getDefaultInstance())
			.getFieldsOrDefault(key, Value.getDefaultInstance());
	}

	/** Is how a stream ended. */
	public enum End {

		/** It has not. */
		OPEN,

		/** The gateway had nothing more to say. */
		HALF_CLOSED,

		/** The gateway, or the network, broke it off. */
		CANCELLED,

		/** The picker ended it first. */
		CLOSED

	}

}
