package dev.penstock.demo.openai;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is a request for text, checked but for its lengths.
 *
 * @param endpoint which API it came by
 * @param model the model or LoRA adapter asked for
 * @param prompt the prompt, or the messages as one text
 * @param limits how long the answer may be
 * @param stop strings to end before, none empty
 * @param streaming how the answer is to be sent
 */
public record GenerationRequest(Endpoint endpoint, String model, String prompt, Limits limits, List<String> stop,
		Streaming streaming) {

	public GenerationRequest {
		stop = List.copyOf(stop);
	}

	/**
	 * Says how long the answer may be.
	 *
	 * @param maxTokens the most tokens, 1 or more; null for as many as fit
	 * @param minTokens the fewest tokens before the text may come to its own end, 0 or
	 * more
	 * @param ignoreEos whether the text goes on to the most tokens, as load generators
	 * ask for
	 */
	public record Limits(@Nullable Integer maxTokens, int minTokens, boolean ignoreEos) {
	}

	/** Says how the answer is to be sent. */
	public enum Streaming {

		/** In one piece. */
		OFF,

		/** As events, one per token. */
		ON,

		/** As events, with one more for the usage at the end. */
		WITH_USAGE

	}

}
