package dev.penstock.filters.extproc;

import java.io.IOException;

import dev.penstock.filters.error.ReasonCode;
import io.grpc.Metadata;
import io.grpc.Status;

/** Tells why a stream to a picker ended. */
final class StreamFailures {

	private StreamFailures() {
	}

	/**
	 * Tells whether the way to the picker failed rather than the picker itself: only then
	 * is another replica, or the same one over another connection, worth a try.
	 * @param status how the stream ended
	 * @param trailers what the picker sent with it
	 * @return whether it is a failure of the transport
	 */
	static boolean isTransport(Status status, Metadata trailers) {
		return switch (status.getCode()) {
			case UNAVAILABLE, CANCELLED -> trailers.keys().isEmpty();
			case INTERNAL, UNKNOWN, RESOURCE_EXHAUSTED, PERMISSION_DENIED ->
				isReset(status) || (trailers.keys().isEmpty() && isBroken(status));
			case OK, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED,
					OUT_OF_RANGE, UNIMPLEMENTED, DATA_LOSS, UNAUTHENTICATED ->
				false;
		};
	}

	/** A reset has no status of its own; the description is all that tells. */
	private static boolean isReset(Status status) {
		String description = status.getDescription();
		return description != null && (description.contains("Rst Stream") || description.contains("RST_STREAM"));
	}

	/** A connection that breaks under a stream may have no status of its own either. */
	private static boolean isBroken(Status status) {
		for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
			if (cause instanceof IOException) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns the reason code for a stream that did not end well.
	 * @param status how the stream ended
	 * @param trailers what the picker sent with it
	 * @return the reason
	 */
	static ReasonCode reason(Status status, Metadata trailers) {
		if (isTransport(status, trailers)) {
			return ReasonCode.PICKER_UNREACHABLE;
		}
		return switch (status.getCode()) {
			case UNAVAILABLE, CANCELLED -> ReasonCode.PICKER_UNREACHABLE;
			case DEADLINE_EXCEEDED -> ReasonCode.PICKER_TIMEOUT;
			case OK, UNKNOWN, INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, RESOURCE_EXHAUSTED,
					FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED, INTERNAL, DATA_LOSS, UNAUTHENTICATED ->
				ReasonCode.PICKER_ERROR;
		};
	}

	/**
	 * Describes a stream that did not end well.
	 * @param status how the stream ended
	 * @param replica the replica
	 * @return one line
	 */
	static String describe(Status status, String replica) {
		String description = status.getDescription();
		String detail = (description != null) ? ": " + description.lines().findFirst().orElse("") : "";
		Throwable cause = status.getCause();
		String root = (cause != null && cause.getMessage() != null) ? " (" + cause.getMessage() + ")" : "";
		return "endpoint picker " + replica + " ended the stream with " + status.getCode() + detail + root;
	}

}
