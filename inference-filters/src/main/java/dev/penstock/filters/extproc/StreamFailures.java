package dev.penstock.filters.extproc;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.extproc.StreamEnd.GrpcCode;

/** Tells why a stream to a picker ended. */
final class StreamFailures {

	private StreamFailures() {
	}

	/**
	 * Tells whether the way to the picker failed rather than the picker itself: only then
	 * is another replica, or the same one over another connection, worth a try.
	 * @param end how the stream ended
	 * @return whether it is a failure of the transport
	 */
	static boolean isTransport(StreamEnd end) {
		return switch (end) {
			case StreamEnd.Status _ -> false;
			case StreamEnd.Reset _, StreamEnd.Broken _ -> true;
		};
	}

	/**
	 * Returns the reason code for a stream that did not end well.
	 * @param end how the stream ended
	 * @return the reason
	 */
	static ReasonCode reason(StreamEnd end) {
		return switch (end) {
			case StreamEnd.Reset _, StreamEnd.Broken _ -> ReasonCode.PICKER_UNREACHABLE;
			case StreamEnd.Status(GrpcCode code, String _) -> switch (code) {
				case UNAVAILABLE, CANCELLED -> ReasonCode.PICKER_UNREACHABLE;
				case DEADLINE_EXCEEDED -> ReasonCode.PICKER_TIMEOUT;
				case OK, UNKNOWN, INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, RESOURCE_EXHAUSTED,
						FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED, INTERNAL, DATA_LOSS,
						UNAUTHENTICATED ->
					ReasonCode.PICKER_ERROR;
			};
		};
	}

	/**
	 * Describes a stream that did not end well.
	 * @param end how the stream ended
	 * @param replica the replica
	 * @return one line
	 */
	static String describe(StreamEnd end, String replica) {
		return "endpoint picker " + replica + switch (end) {
			case StreamEnd.Status(GrpcCode code, String message) -> " ended the stream with " + code
					+ (message.isEmpty() ? "" : ": " + message.lines().findFirst().orElse(""));
			case StreamEnd.Reset reset -> " reset the stream with " + reset;
			case StreamEnd.Broken(String cause) -> " was lost: " + cause;
		};
	}

}
