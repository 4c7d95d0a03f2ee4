package dev.penstock.filters.extproc;

import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.ImmediateAnswer;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pick.ResponseDecision;
import io.netty.buffer.ByteBuf;

/**
 * Is what an {@link ExtProcSession} wants done. Actions are to be carried out in order
 * and before the session's next event.
 */
sealed interface SessionAction {

	/**
	 * Sends a message to the picker.
	 *
	 * @param message the message
	 */
	record Send(ToPicker message) implements SessionAction {
	}

	/** Ends the stream to the picker in good order: all is said. */
	record HalfClose() implements SessionAction {
	}

	/** Breaks the stream to the picker off, dropping what was not sent. */
	record Cancel() implements SessionAction {
	}

	/**
	 * Gives the decision, after which slices of the request's body are no longer valid.
	 *
	 * @param result the decision
	 */
	record Decide(PickResult result) implements SessionAction {
	}

	/**
	 * Takes the decision back.
	 *
	 * @param answer what to answer instead
	 */
	record Recall(ImmediateAnswer answer) implements SessionAction {
	}

	/** Makes the decision final. */
	record NoRecall() implements SessionAction {
	}

	/**
	 * Gives the decision on the response's headers.
	 *
	 * @param decision the decision
	 */
	record DecideResponse(ResponseDecision decision) implements SessionAction {
	}

	/**
	 * Emits a part of the response's body.
	 *
	 * @param bytes the bytes; become the receiver's
	 */
	record Emit(ByteBuf bytes) implements SessionAction {
	}

	/**
	 * Releases a part of the response's body that is not emitted.
	 *
	 * @param bytes the bytes
	 */
	record Release(ByteBuf bytes) implements SessionAction {
	}

	/**
	 * Changes the response's trailers, before its body is ended.
	 *
	 * @param edit the changes
	 */
	record EditTrailers(HeaderMutation edit) implements SessionAction {
	}

	/** Ends the response's body well, also if the model server's is not complete. */
	record CompleteBody() implements SessionAction {
	}

	/**
	 * Ends the response's body with a failure.
	 *
	 * @param message why
	 */
	record FailBody(String message) implements SessionAction {
	}

	/**
	 * Starts a deadline in the place of one that may run.
	 *
	 * @param deadline which one
	 */
	record StartDeadline(Deadline deadline) implements SessionAction {
	}

	/** Stops the deadline if one runs. */
	record StopDeadline() implements SessionAction {
	}

	/** Is what is waited for. */
	enum Deadline {

		/** The first answer. */
		DECISION,

		/** The next message about the request's body. */
		REQUEST_BODY,

		/** The answer to the response's headers. */
		RESPONSE_HEADERS,

		/** The next message about a response's body that is complete. */
		RESPONSE_BODY

	}

}
