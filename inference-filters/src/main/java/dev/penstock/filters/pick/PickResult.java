package dev.penstock.filters.pick;

import java.util.List;

import dev.penstock.filters.error.ReasonCode;
import org.jspecify.annotations.Nullable;

/** Is what a picker decided. */
public sealed interface PickResult {

	/**
	 * The request goes on.
	 *
	 * @param endpoints the candidates as the picker wrote them, {@code address:port},
	 * best first; not yet checked against the pool; empty if it named none
	 * @param headers what is to change in the request's headers
	 * @param body the body to send instead of the client's; null sends the client's
	 */
	record Picked(List<String> endpoints, HeaderMutation headers, @Nullable ReplacedBody body) implements PickResult {

		public Picked {
			endpoints = List.copyOf(endpoints);
		}

	}

	/**
	 * The request is answered by the picker.
	 *
	 * @param answer the answer
	 */
	record Answered(ImmediateAnswer answer) implements PickResult {
	}

	/**
	 * The picker could not decide.
	 *
	 * @param reason why
	 * @param message why, in words
	 */
	record Unavailable(ReasonCode reason, String message) implements PickResult {
	}

}
