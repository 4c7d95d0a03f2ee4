package dev.penstock.demo.engine;

import java.time.Duration;

/**
 * Says how large and how fast a simulated model server is.
 *
 * @param timeToFirstToken the time from admission to the first token of an empty prompt;
 * zero or more
 * @param prefillTimePerToken the time added for each prompt token that is not in the
 * prefix cache; zero or more
 * @param timePerToken the time from one token to the next; zero or more
 * @param maxNumSeqs how many requests may run at once; the rest wait in order of arrival
 * @param blockSize tokens in one block of the KV cache
 * @param numGpuBlocks blocks in the KV cache; together they must hold a request of
 * maxModelLen
 * @param maxModelLen the context length: prompt and answer together, in tokens
 * @param maxLoras how many different LoRA adapters may run at once
 */
public record EngineSettings(Duration timeToFirstToken, Duration prefillTimePerToken, Duration timePerToken,
		int maxNumSeqs, int blockSize, int numGpuBlocks, int maxModelLen, int maxLoras) {

	/**
	 * Checks every value, and that one request of maxModelLen fits into the KV cache: one
	 * that does not would wait for ever.
	 */
	public EngineSettings {
		notNegative("timeToFirstToken", timeToFirstToken);
		notNegative("prefillTimePerToken", prefillTimePerToken);
		notNegative("timePerToken", timePerToken);
		positive("maxNumSeqs", maxNumSeqs);
		positive("blockSize", blockSize);
		positive("numGpuBlocks", numGpuBlocks);
		positive("maxModelLen", maxModelLen);
		positive("maxLoras", maxLoras);
		if ((long) numGpuBlocks * blockSize < maxModelLen) {
			throw new IllegalArgumentException(
					"numGpuBlocks %d x blockSize %d hold fewer tokens than maxModelLen %d: raise numGpuBlocks or lower maxModelLen"
						.formatted(numGpuBlocks, blockSize, maxModelLen));
		}
	}

	/**
	 * Returns the time that a request spends from admission to its first token.
	 * @param uncachedTokens prompt tokens that are not in the prefix cache
	 * @return nanoseconds
	 */
	public long prefillNanos(int uncachedTokens) {
		return this.timeToFirstToken.toNanos() + this.prefillTimePerToken.toNanos() * uncachedTokens;
	}

	private static void notNegative(String name, Duration value) {
		if (value.isNegative()) {
			throw new IllegalArgumentException("%s is %s but must be zero or more".formatted(name, value));
		}
	}

	private static void positive(String name, int value) {
		if (value < 1) {
			throw new IllegalArgumentException("%s is %d but must be 1 or more".formatted(name, value));
		}
	}

}
