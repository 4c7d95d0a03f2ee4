package dev.penstock.demo.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what an engine has done, under the names of vLLM. Not thread-safe: the engine
 * calls it under its lock.
 */
final class EngineMetrics {

	private final Histogram timeToFirstToken = new Histogram("vllm:time_to_first_token_seconds",
			"Time from arrival to the first token.", Histogram.FIRST_TOKEN);

	private final Histogram interTokenLatency = new Histogram("vllm:inter_token_latency_seconds",
			"Time from one token to the next.", Histogram.PER_TOKEN);

	private final Histogram timePerOutputToken = new Histogram("vllm:time_per_output_token_seconds",
			"The same as inter_token_latency_seconds, under its old name.", Histogram.PER_TOKEN);

	private final Histogram requestTimePerOutputToken = new Histogram("vllm:request_time_per_output_token_seconds",
			"Mean time per token of each request, the first token left out.", Histogram.PER_TOKEN);

	private final Histogram endToEnd = new Histogram("vllm:e2e_request_latency_seconds",
			"Time from arrival to the last token.", Histogram.REQUEST);

	private final Histogram queueTime = new Histogram("vllm:request_queue_time_seconds", "Time spent waiting.",
			Histogram.REQUEST);

	private final Histogram prefillTime = new Histogram("vllm:request_prefill_time_seconds",
			"Time from admission to the first token.", Histogram.REQUEST);

	private final Histogram decodeTime = new Histogram("vllm:request_decode_time_seconds",
			"Time from the first token to the last.", Histogram.REQUEST);

	private final Histogram requestPromptTokens = new Histogram("vllm:request_prompt_tokens",
			"Prompt tokens of each request.", Histogram.TOKENS);

	private final Histogram requestGenerationTokens = new Histogram("vllm:request_generation_tokens",
			"Generated tokens of each request.", Histogram.TOKENS);

	private final List<Histogram> histograms = List.of(this.timeToFirstToken, this.interTokenLatency,
			this.timePerOutputToken, this.requestTimePerOutputToken, this.endToEnd, this.queueTime, this.prefillTime,
			this.decodeTime, this.requestPromptTokens, this.requestGenerationTokens);

	private final Map<FinishReason, Double> finished = new EnumMap<>(FinishReason.class);

	private double promptTokens;

	private double generationTokens;

	private double prefixCacheQueries;

	private double prefixCacheHits;

	void admitted(Sequence sequence) {
		this.prefixCacheQueries += sequence.promptTokens;
		this.prefixCacheHits += sequence.cachedTokens;
	}

	void produced(Sequence sequence, long now) {
		this.generationTokens++;
		if (sequence.producedTokens() == 1) {
			this.promptTokens += sequence.promptTokens;
			this.timeToFirstToken.observeNanos(now - sequence.submittedAt);
		}
		else {
			this.interTokenLatency.observeNanos(now - sequence.lastTokenAt);
			this.timePerOutputToken.observeNanos(now - sequence.lastTokenAt);
		}
	}

	void ended(Sequence sequence, FinishReason reason, long now) {
		this.finished.merge(reason, 1.0, Double::sum);
		int produced = sequence.producedTokens();
		if (reason == FinishReason.ABORT || produced == 0) {
			return;
		}
		long decode = now - sequence.firstTokenAt;
		this.endToEnd.observeNanos(now - sequence.submittedAt);
		this.queueTime.observeNanos(sequence.admittedAt - sequence.submittedAt);
		this.prefillTime.observeNanos(sequence.firstTokenAt - sequence.admittedAt);
		this.decodeTime.observeNanos(decode);
		this.requestPromptTokens.observe(sequence.promptTokens);
		this.requestGenerationTokens.observe(produced);
		if (produced > 1) {
			this.requestTimePerOutputToken.observeNanos(decode / (produced - 1));
		}
	}

	void write(PrometheusText text) {
		text.counter("vllm:prefix_cache_queries_total", "Prompt tokens looked up in the prefix cache.",
				this.prefixCacheQueries);
		text.counter("vllm:prefix_cache_hits_total", "Prompt tokens found in the prefix cache.", this.prefixCacheHits);
		text.counter("vllm:num_preemptions_total", "Always 0: the simulation admits only what will fit.", 0);
		text.counter("vllm:prompt_tokens_total", "Prompt tokens processed.", this.promptTokens);
		text.counter("vllm:generation_tokens_total", "Tokens generated.", this.generationTokens);
		text.family("vllm:request_success_total", "counter", "Requests ended, by reason.");
		for (FinishReason reason : FinishReason.values()) {
			text.sample("vllm:request_success_total", this.finished.getOrDefault(reason, 0.0), "finished_reason",
					reason.label());
		}
		this.histograms.forEach((histogram) -> histogram.write(text));
	}

}
