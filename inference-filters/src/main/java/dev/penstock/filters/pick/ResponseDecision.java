package dev.penstock.filters.pick;

import org.jspecify.annotations.Nullable;

/** Is what a picker made of a response's headers. */
public sealed interface ResponseDecision {

	/**
	 * The response goes on.
	 *
	 * @param headers what is to change in its headers
	 * @param body the whole body to send instead of the model server's; null sends what
	 * {@link PickConversation#responseBody} emits
	 * @param mayAlterBody whether the body's length may change, so that a Content-Length
	 * can't be kept
	 */
	record Continue(HeaderMutation headers, @Nullable ReplacedBody body,
			boolean mayAlterBody) implements ResponseDecision {
	}

	/**
	 * The response is replaced by the picker's.
	 *
	 * @param answer the answer
	 */
	record Replaced(ImmediateAnswer answer) implements ResponseDecision {
	}

}
