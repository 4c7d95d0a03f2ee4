package dev.penstock.app.faults;

import java.util.Map;
import java.util.function.Function;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.testkit.picker.Fault;
import dev.penstock.testkit.picker.Point;
import dev.penstock.testkit.picker.Script;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Is what goes wrong with an endpoint picker before it has picked: a row of the matrix.
 */
enum PickerFault {

	REFUSED("refuses connections", Presence.REFUSING, ReasonCode.PICKER_UNREACHABLE),

	BLACK_HOLE("accepts connections and never says anything", Presence.BLACK_HOLE, ReasonCode.PICKER_UNREACHABLE),

	TLS_FAILURE("speaks plaintext where TLS is expected, or the reverse", Presence.OTHER_TRANSPORT,
			ReasonCode.PICKER_UNREACHABLE),

	NO_REPLICA("has no ready replica", Presence.NONE, ReasonCode.PICKER_UNAVAILABLE),

	GRPC_ERROR("ends the stream with a gRPC error",
			failing(Point.REQUEST_HEADERS, new Fault.GrpcError(Status.INTERNAL)), ReasonCode.PICKER_ERROR),

	STREAM_RESET("resets the HTTP/2 stream", failing(Point.REQUEST_HEADERS, new Fault.ResetStream()),
			ReasonCode.PICKER_UNREACHABLE),

	DEADLINE("reads the request and does not answer in time", failing(Point.REQUEST_HEADERS, new Fault.Hang()),
			ReasonCode.PICKER_TIMEOUT),

	STOPS_READING("stops reading after the headers", failing(Point.REQUEST_HEADERS, new Fault.StopReading()),
			ReasonCode.PICKER_TIMEOUT),

	DEADLINE_IN_ANSWER("names an endpoint and does not answer the body in time",
			failing(Point.HEADERS_ANSWERED, new Fault.Hang()), null),

	KILLED_AFTER_HEADERS("is killed after it got the headers",
			failing(Point.REQUEST_HEADERS, new Fault.KillConnection()), ReasonCode.PICKER_UNREACHABLE),

	KILLED_MID_BODY("is killed after it got the first part of the body",
			failing(Point.REQUEST_BODY, new Fault.KillConnection()), ReasonCode.PICKER_UNREACHABLE),

	KILLED_AFTER_BODY("is killed after it got the whole request",
			failing(Point.REQUEST_END, new Fault.KillConnection()), ReasonCode.PICKER_UNREACHABLE),

	KILLED_IN_ANSWER("is killed while it answers", failing(Point.HEADERS_ANSWERED, new Fault.KillConnection()),
			ReasonCode.PICKER_UNREACHABLE),

	GARBAGE_ENDPOINT("names what is no address", (_) -> Script.picking("::", "no address", "127.0.0.1:http"),
			ReasonCode.ENDPOINT_NOT_IN_POOL),

	NOT_IN_POOL("names an address that is not in the pool", (_) -> Script.picking("127.0.0.1:1"),
			ReasonCode.ENDPOINT_NOT_IN_POOL),

	EMPTY_ANSWER("answers without naming an endpoint", (_) -> Script.picking(), ReasonCode.PICKER_NO_ENDPOINT),

	CLEAN_CLOSE("ends the stream in good order before it answers",
			failing(Point.REQUEST_HEADERS, new Fault.CleanClose()), ReasonCode.PICKER_NO_ENDPOINT),

	CLEAN_CLOSE_IN_ANSWER("names an endpoint and ends the stream in good order",
			failing(Point.HEADERS_ANSWERED, new Fault.CleanClose()), null),

	ANSWERS_ITSELF("answers the request itself, with 429",
			failing(Point.REQUEST_END, new Fault.Immediate(429, PickerFault.ANSWER)), null);

	static final String ANSWER = "the pool is saturated";

	private final String description;

	private final Presence presence;

	private final Function<String, Script> script;

	private final @Nullable ReasonCode reason;

	PickerFault(String description, Presence presence, @Nullable ReasonCode reason) {
		this(description, presence, Script::picking, reason);
	}

	PickerFault(String description, Function<String, Script> script, @Nullable ReasonCode reason) {
		this(description, Presence.SERVING, script, reason);
	}

	PickerFault(String description, Presence presence, Function<String, Script> script, @Nullable ReasonCode reason) {
		this.description = description;
		this.presence = presence;
		this.script = script;
		this.reason = reason;
	}

	private static Function<String, Script> failing(Point point, Fault fault) {
		return (named) -> Script.picking(named).at(point, fault);
	}

	/**
	 * Returns the words for the table.
	 * @return what the picker does
	 */
	String description() {
		return this.description;
	}

	Presence presence() {
		return this.presence;
	}

	/**
	 * Returns what the picker does where it listens.
	 * @param named the endpoint that it would name if all went well
	 * @return the script
	 */
	Script script(String named) {
		return this.script.apply(named);
	}

	/**
	 * Returns what the gateway has to call it.
	 * @return the reason, or null if the picker is not to be taken as failed
	 */
	@Nullable ReasonCode reason() {
		return this.reason;
	}

	/**
	 * Tells which time limit of the gateway it runs into.
	 * @return the limit
	 */
	Limit limit() {
		return switch (this) {
			case DEADLINE, STOPS_READING -> Limit.DECISION;
			case DEADLINE_IN_ANSWER -> Limit.BODY;
			case REFUSED, BLACK_HOLE, TLS_FAILURE, NO_REPLICA, GRPC_ERROR, STREAM_RESET, KILLED_AFTER_HEADERS,
					KILLED_MID_BODY, KILLED_AFTER_BODY, KILLED_IN_ANSWER, GARBAGE_ENDPOINT, NOT_IN_POOL, EMPTY_ANSWER,
					CLEAN_CLOSE, CLEAN_CLOSE_IN_ANSWER, ANSWERS_ITSELF ->
				Limit.NONE;
		};
	}

	/**
	 * Tells whether it can happen.
	 * @param size the request's body
	 * @return whether there is such a moment in such a request
	 */
	boolean happensWith(BodySize size) {
		return switch (this) {
			case DEADLINE_IN_ANSWER, KILLED_MID_BODY, KILLED_IN_ANSWER -> size != BodySize.NONE;
			case REFUSED, BLACK_HOLE, TLS_FAILURE, NO_REPLICA, GRPC_ERROR, STREAM_RESET, DEADLINE, STOPS_READING,
					KILLED_AFTER_HEADERS, KILLED_AFTER_BODY, GARBAGE_ENDPOINT, NOT_IN_POOL, EMPTY_ANSWER, CLEAN_CLOSE,
					CLEAN_CLOSE_IN_ANSWER, ANSWERS_ITSELF ->
				true;
		};
	}

	/** Is whether something listens where the picker should be. */
	enum Presence {

		/** A picker. */
		SERVING,

		/** Nothing. */
		REFUSING,

		/** A socket that accepts, and no more. */
		BLACK_HOLE,

		/** A picker that speaks plaintext for TLS, or the reverse. */
		OTHER_TRANSPORT,

		/** There is no replica. */
		NONE

	}

	/** Is what a request has to wait for. */
	enum Limit {

		/** Nothing. */
		NONE("60s", "60s"),

		/** The end of the time that a picker has to decide. */
		DECISION("300ms", "60s"),

		/** The end of the time that it has to answer the body. */
		BODY("60s", "300ms");

		private final String decision;

		private final String body;

		Limit(String decision, String body) {
			this.decision = decision;
			this.body = body;
		}

		/**
		 * Returns the settings of a gateway: limits that are to pass do so soon, and no
		 * other may by accident.
		 * @return names and values
		 */
		Map<String, Object> settings() {
			return Map.of("penstock.ext-proc.decision-timeout", this.decision, "penstock.ext-proc.body-timeout",
					this.body);
		}

	}

	/** Is how long the body of a request is. */
	enum BodySize {

		NONE("no body", 0), KILOBYTE("1 KB", 1024), MEGABYTE("1 MB", 1024 * 1024),

		/** A little less than is allowed. */
		LIMIT("32 MB", 32 * 1024 * 1024 - 1);

		private final String label;

		private final int bytes;

		BodySize(String label, int bytes) {
			this.label = label;
			this.bytes = bytes;
		}

		String label() {
			return this.label;
		}

		int bytes() {
			return this.bytes;
		}

	}

}
