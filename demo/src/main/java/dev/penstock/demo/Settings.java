package dev.penstock.demo;

import java.time.Duration;
import java.util.List;

import dev.penstock.demo.engine.EngineSettings;

/**
 * Says what one simulated model server is.
 *
 * @param name what it calls itself in {@code x-served-by}
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param models the names that the model goes by, at least one; the first is the label
 * model_name of metrics
 * @param loraAdapters the names of LoRA adapters, each served like a model
 * @param engine its size and pace
 * @param requestsKept how many of the last requests are kept for
 * {@link SimulatedModelServer#lastRequests()}; each costs a SHA-256 of its body
 * @param maxBodyBytes the longest request body, in bytes
 * @param fault what goes wrong with each request that does not ask for a fault itself
 */
public record Settings(String name, String host, int port, List<String> models, List<String> loraAdapters,
		EngineSettings engine, int requestsKept, int maxBodyBytes, Fault fault) {

	/** The model served where none is named. */
	public static final String DEFAULT_MODEL = "simulated-model";

	/** Copies the lists and checks that there is a model. */
	public Settings {
		models = List.copyOf(models);
		loraAdapters = List.copyOf(loraAdapters);
		if (models.isEmpty()) {
			throw new IllegalArgumentException("models is empty but must name at least one model");
		}
	}

	/**
	 * Starts from the defaults: any free port of 127.0.0.1, the model
	 * {@value #DEFAULT_MODEL}, 50 ms to the first token and 100 µs more per uncached
	 * prompt token, 10 ms per token, 8 running requests, 8192 blocks of 16 tokens, a
	 * context of 32768, 4 LoRA slots, 1000 requests kept, bodies up to 64 MiB.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/** Collects settings. */
	public static final class Builder {

		private String name = "sim-1";

		private String host = "127.0.0.1";

		private int port;

		private List<String> models = List.of(DEFAULT_MODEL);

		private List<String> loraAdapters = List.of();

		private Duration timeToFirstToken = Duration.ofMillis(50);

		private Duration prefillTimePerToken = Duration.ofNanos(100_000);

		private Duration timePerToken = Duration.ofMillis(10);

		private int maxNumSeqs = 8;

		private int blockSize = 16;

		private int numGpuBlocks = 8192;

		private int maxModelLen = 32768;

		private int maxLoras = 4;

		private int requestsKept = 1000;

		private int maxBodyBytes = 64 * 1024 * 1024;

		private Fault fault = new Fault.None();

		private Builder() {
		}

		/**
		 * Sets the name that the server calls itself.
		 * @param name the name
		 * @return this
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Sets where to listen.
		 * @param host the address
		 * @param port the port, 0 for any free one
		 * @return this
		 */
		public Builder listen(String host, int port) {
			this.host = host;
			this.port = port;
			return this;
		}

		/**
		 * Sets the names of the model.
		 * @param names at least one
		 * @return this
		 */
		public Builder models(String... names) {
			this.models = List.of(names);
			return this;
		}

		/**
		 * Sets the LoRA adapters and how many of them may run at once.
		 * @param maxLoras the slots
		 * @param names their names
		 * @return this
		 */
		public Builder loraAdapters(int maxLoras, String... names) {
			this.maxLoras = maxLoras;
			this.loraAdapters = List.of(names);
			return this;
		}

		/**
		 * Sets the time to the first token of an empty prompt.
		 * @param time zero or more
		 * @return this
		 */
		public Builder timeToFirstToken(Duration time) {
			this.timeToFirstToken = time;
			return this;
		}

		/**
		 * Sets the time added per prompt token that is not in the prefix cache.
		 * @param time zero or more
		 * @return this
		 */
		public Builder prefillTimePerToken(Duration time) {
			this.prefillTimePerToken = time;
			return this;
		}

		/**
		 * Sets the time from one token to the next.
		 * @param time zero or more
		 * @return this
		 */
		public Builder timePerToken(Duration time) {
			this.timePerToken = time;
			return this;
		}

		/**
		 * Sets all three times to zero.
		 * @return this
		 */
		public Builder instant() {
			return timeToFirstToken(Duration.ZERO).prefillTimePerToken(Duration.ZERO).timePerToken(Duration.ZERO);
		}

		/**
		 * Sets how many requests may run at once.
		 * @param count 1 or more
		 * @return this
		 */
		public Builder maxNumSeqs(int count) {
			this.maxNumSeqs = count;
			return this;
		}

		/**
		 * Sets the size of the KV cache.
		 * @param blockSize tokens per block
		 * @param numGpuBlocks blocks
		 * @return this
		 */
		public Builder kvCache(int blockSize, int numGpuBlocks) {
			this.blockSize = blockSize;
			this.numGpuBlocks = numGpuBlocks;
			return this;
		}

		/**
		 * Sets the context length.
		 * @param tokens prompt and answer together
		 * @return this
		 */
		public Builder maxModelLen(int tokens) {
			this.maxModelLen = tokens;
			return this;
		}

		/**
		 * Sets how many of the last requests are kept.
		 * @param count 0 to keep none, and to hash no bodies
		 * @return this
		 */
		public Builder requestsKept(int count) {
			this.requestsKept = count;
			return this;
		}

		/**
		 * Sets the longest request body.
		 * @param bytes the most bytes
		 * @return this
		 */
		public Builder maxBodyBytes(int bytes) {
			this.maxBodyBytes = bytes;
			return this;
		}

		/**
		 * Sets what goes wrong with each request.
		 * @param fault the fault
		 * @return this
		 */
		public Builder fault(Fault fault) {
			this.fault = fault;
			return this;
		}

		/**
		 * Checks and returns the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if a value is out of range
		 */
		public Settings build() {
			EngineSettings engine = new EngineSettings(this.timeToFirstToken, this.prefillTimePerToken,
					this.timePerToken, this.maxNumSeqs, this.blockSize, this.numGpuBlocks, this.maxModelLen,
					this.maxLoras);
			return new Settings(this.name, this.host, this.port, this.models, this.loraAdapters, engine,
					this.requestsKept, this.maxBodyBytes, this.fault);
		}

	}

}
