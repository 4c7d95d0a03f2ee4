package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;

import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.ImmediateAnswer;
import org.jspecify.annotations.Nullable;

/** Is a message from a picker, as it came: nothing in it is checked yet. */
sealed interface FromPicker {

	/**
	 * Answers the request's headers.
	 *
	 * @param reply what to do
	 */
	record RequestHeaders(Reply reply) implements FromPicker {
	}

	/**
	 * Answers a part of the request's body, or all that came so far.
	 *
	 * @param reply what to do
	 */
	record RequestBody(Reply reply) implements FromPicker {
	}

	/**
	 * Answers the response's headers.
	 *
	 * @param reply what to do
	 */
	record ResponseHeaders(Reply reply) implements FromPicker {
	}

	/**
	 * Answers a part of the response's body, or all that came so far.
	 *
	 * @param reply what to do
	 */
	record ResponseBody(Reply reply) implements FromPicker {
	}

	/**
	 * Answers the response's trailers.
	 *
	 * @param headers the changes to them
	 */
	record ResponseTrailers(HeaderMutation headers) implements FromPicker {
	}

	/**
	 * Ends the exchange with an answer of the picker's own.
	 *
	 * @param answer the answer
	 */
	record Immediate(ImmediateAnswer answer) implements FromPicker {
	}

	/** Is anything else, which can't change anything. */
	record Other() implements FromPicker {
	}

	/**
	 * Is what a picker makes of a message.
	 *
	 * @param headers the changes to headers
	 * @param metadataEndpoint the endpoints in the dynamic metadata, or null
	 * @param body the change to the body
	 * @param replace whether the status is CONTINUE_AND_REPLACE: the body is the whole
	 * one and nothing further is to be sent
	 */
	record Reply(HeaderMutation headers, @Nullable String metadataEndpoint, BodyChange body, boolean replace) {
	}

	/** Is what a picker does to a body. */
	sealed interface BodyChange {

		/** Leaves the bytes as they are. */
		record None() implements BodyChange {
		}

		/**
		 * Takes the place of one part.
		 *
		 * @param bytes the bytes
		 */
		record Replaced(ByteBuffer bytes) implements BodyChange {
		}

		/**
		 * Is the next part of the body as the picker wants it, mostly what it was shown.
		 *
		 * @param bytes the bytes, valid only while the message is handled: what is kept
		 * of them is a copy
		 * @param endOfStream whether it is the last part
		 */
		record Streamed(ByteBuffer bytes, boolean endOfStream) implements BodyChange {
		}

	}

}
