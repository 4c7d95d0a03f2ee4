package dev.penstock.testkit.picker;

import io.grpc.Status;

/** Is what a picker does instead of going on. */
public sealed interface Fault {

	/**
	 * Ends the stream with an error.
	 *
	 * @param status the status
	 */
	record GrpcError(Status status) implements Fault {
	}

	/** Ends the stream without an error. */
	record CleanClose() implements Fault {
	}

	/** Says nothing more. */
	record Hang() implements Fault {
	}

	/** Says nothing more and reads nothing more, so that what is sent to it piles up. */
	record StopReading() implements Fault {
	}

	/** Resets the connection (TCP RST), as a killed process does. */
	record KillConnection() implements Fault {
	}

	/** Resets the HTTP/2 stream. */
	record ResetStream() implements Fault {
	}

	/**
	 * Answers by itself and ends the stream.
	 *
	 * @param status the HTTP status
	 * @param body the body
	 */
	record Immediate(int status, String body) implements Fault {
	}

}
