package dev.penstock.testkit.picker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import com.google.protobuf.ByteString;
import dev.penstock.testkit.picker.proto.HeaderMutation;
import dev.penstock.testkit.picker.proto.HeaderValue;
import dev.penstock.testkit.picker.proto.HeaderValueOption;
import org.jspecify.annotations.Nullable;

/**
 * Is what a {@link FakeEndpointPicker} does with each stream. Begins as a picker that
 * names no endpoint, streams the request's body back once it is complete, and each part
 * of the response's body as it comes. Not to be changed once used.
 */
public final class Script {

	private String endpoint = "";

	private Carrier carrier = Carrier.BOTH;

	private RequestBody requestBody = RequestBody.STREAM;

	private UnaryOperator<byte[]> requestChange = UnaryOperator.identity();

	private ResponseBody responseBody = ResponseBody.STREAM_PARTS;

	private UnaryOperator<byte[]> responseChange = UnaryOperator.identity();

	private final HeaderMutation.Builder requestHeaders = HeaderMutation.newBuilder();

	private final HeaderMutation.Builder responseHeaders = HeaderMutation.newBuilder();

	private final Map<Point, Fault> faults = new EnumMap<>(Point.class);

	private Script() {
	}

	/**
	 * Begins the script of a picker that names endpoints.
	 * @param endpoints the endpoints, {@code address:port}, best first
	 * @return the script
	 */
	public static Script picking(String... endpoints) {
		Script script = new Script();
		script.endpoint = String.join(",", endpoints);
		return script;
	}

	/**
	 * Begins the script of a picker that answers each part of a body without a change,
	 * and the request's headers last, as the light picker of the conformance suite does.
	 * @param endpoints the endpoints, {@code address:port}, best first
	 * @return the script
	 */
	public static Script light(String... endpoints) {
		return picking(endpoints).requestBody(RequestBody.ACKNOWLEDGE_FIRST).responseBody(ResponseBody.ACKNOWLEDGE);
	}

	/**
	 * Says where the endpoints are written; default both.
	 * @param where where
	 * @return this
	 */
	public Script endpointIn(Carrier where) {
		this.carrier = where;
		return this;
	}

	/**
	 * Says how the request's body is answered; default {@link RequestBody#STREAM}.
	 * @param how how
	 * @return this
	 */
	public Script requestBody(RequestBody how) {
		this.requestBody = how;
		return this;
	}

	/**
	 * Changes the request's body where it is streamed or replaced.
	 * @param change makes the new body of the whole old one
	 * @return this
	 */
	public Script changeRequest(UnaryOperator<byte[]> change) {
		this.requestChange = change;
		return this;
	}

	/**
	 * Says how the response's body is answered; default
	 * {@link ResponseBody#STREAM_PARTS}.
	 * @param how how
	 * @return this
	 */
	public Script responseBody(ResponseBody how) {
		this.responseBody = how;
		return this;
	}

	/**
	 * Changes the response's body where it is streamed.
	 * @param change makes the new part of the old one, or the whole body of the old one
	 * @return this
	 */
	public Script changeResponse(UnaryOperator<byte[]> change) {
		this.responseChange = change;
		return this;
	}

	/**
	 * Sets a header of the request.
	 * @param name the name
	 * @param value the value
	 * @return this
	 */
	public Script setRequestHeader(String name, String value) {
		this.requestHeaders.addSetHeaders(option(name, value));
		return this;
	}

	/**
	 * Removes a header of the request.
	 * @param name the name
	 * @return this
	 */
	public Script removeRequestHeader(String name) {
		this.requestHeaders.addRemoveHeaders(name);
		return this;
	}

	/**
	 * Sets a header of the response.
	 * @param name the name
	 * @param value the value
	 * @return this
	 */
	public Script setResponseHeader(String name, String value) {
		this.responseHeaders.addSetHeaders(option(name, value));
		return this;
	}

	/**
	 * Lets something go wrong, or end early.
	 * @param point where
	 * @param fault what
	 * @return this
	 */
	public Script at(Point point, Fault fault) {
		this.faults.put(point, fault);
		return this;
	}

	@Nullable Fault fault(Point point) {
		return this.faults.get(point);
	}

	String endpoint() {
		return this.endpoint;
	}

	boolean inMetadata() {
		return this.carrier != Carrier.HEADER && !this.endpoint.isEmpty();
	}

	RequestBody requestBody() {
		return this.requestBody;
	}

	ResponseBody responseBody() {
		return this.responseBody;
	}

	HeaderMutation requestHeaders() {
		HeaderMutation.Builder mutation = this.requestHeaders.clone();
		if (this.carrier != Carrier.METADATA && !this.endpoint.isEmpty()) {
			mutation.addSetHeaders(option("x-gateway-destination-endpoint", this.endpoint));
		}
		return mutation.build();
	}

	HeaderMutation responseHeaders() {
		return this.responseHeaders.build();
	}

	/** Splits as known pickers do. */
	List<ByteString> changedRequest(ByteString body) {
		byte[] changed = this.requestChange.apply(body.toByteArray());
		List<ByteString> parts = new ArrayList<>();
		for (int i = 0; i < changed.length; i += 62_000) {
			parts.add(ByteString.copyFrom(changed, i, Math.min(62_000, changed.length - i)));
		}
		return parts.isEmpty() ? List.of(ByteString.EMPTY) : parts;
	}

	ByteString changedResponse(ByteString part) {
		return ByteString.copyFrom(this.responseChange.apply(part.toByteArray()));
	}

	private static HeaderValueOption option(String name, String value) {
		return HeaderValueOption.newBuilder()
			.setHeader(HeaderValue.newBuilder()
				.setKey(name)
				.setRawValue(ByteString.copyFrom(value, StandardCharsets.UTF_8)))
			.build();
	}

	/** Is where endpoints are written. */
	public enum Carrier {

		/** In the header x-gateway-destination-endpoint. */
		HEADER,

		/** In the dynamic metadata. */
		METADATA,

		/** In both. */
		BOTH

	}

	/** Is how a request's body is answered. */
	public enum RequestBody {

		/** Streamed back after the headers' answer, once it is complete. */
		STREAM,

		/** Streamed back before the headers' answer, once it is complete. */
		STREAM_FIRST,

		/** Each part without a change, after the headers' answer. */
		ACKNOWLEDGE,

		/** Each part without a change as it comes, the headers at the end. */
		ACKNOWLEDGE_FIRST,

		/** Not at all; the headers at once. */
		IGNORE,

		/** Replaced by the headers' answer (CONTINUE_AND_REPLACE), given at once. */
		REPLACE

	}

	/** Is how a response's body is answered. */
	public enum ResponseBody {

		/** Each part streamed back as it comes. */
		STREAM_PARTS,

		/** Streamed back once it is complete. */
		STREAM_WHOLE,

		/** Each part without a change. */
		ACKNOWLEDGE,

		/** Not at all. */
		IGNORE

	}

}
