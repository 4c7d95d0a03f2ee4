package dev.penstock.filters.extproc;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.pick.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Is what happens to an {@link ExtProcSession}. */
sealed interface SessionEvent {

	/** The conversation begins. */
	record Started() implements SessionEvent {
	}

	/**
	 * A part of the request's body came.
	 *
	 * @param slice the bytes; remain readable and unchanged until the result
	 * @param last whether it is the last
	 */
	record RequestChunk(ByteBuf slice, boolean last) implements SessionEvent {
	}

	/** The request's body ended in trailers. */
	record RequestTrailers() implements SessionEvent {
	}

	/**
	 * The response began.
	 *
	 * @param head status and headers
	 * @param served the endpoint that answered
	 * @param endOfStream whether no body follows
	 */
	record ResponseStarted(ResponseHead head, String served, boolean endOfStream) implements SessionEvent {
	}

	/**
	 * A part of the response's body came.
	 *
	 * @param chunk the bytes; become the session's
	 */
	record ResponseChunk(ByteBuf chunk) implements SessionEvent {
	}

	/**
	 * The response's body is complete.
	 *
	 * @param trailers what followed it; null if nothing did
	 */
	record ResponseEnded(@Nullable HttpHeaders trailers) implements SessionEvent {
	}

	/** Whoever asked wants no more. */
	record Closed() implements SessionEvent {
	}

	/**
	 * The picker said something.
	 *
	 * @param message the message
	 */
	record Received(FromPicker message) implements SessionEvent {
	}

	/** The picker closed the stream without an error. */
	record PickerClosed() implements SessionEvent {
	}

	/**
	 * The picker, or the way to it, failed.
	 *
	 * @param reason what failed
	 * @param message the same in words
	 */
	record PickerFailed(ReasonCode reason, String message) implements SessionEvent {
	}

	/** Another replica took the place of one that had not said anything. */
	record PickerReplaced() implements SessionEvent {
	}

	/** The time of the last {@link SessionAction.StartDeadline} is over. */
	record DeadlinePassed() implements SessionEvent {
	}

}
