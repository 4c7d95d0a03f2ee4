package dev.penstock.demo.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import dev.penstock.demo.engine.Engine.LoraSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EngineTests {

	private static final int BLOCK = 4;

	private final AtomicLong clock = new AtomicLong();

	private final List<String> admitted = new ArrayList<>();

	@Test
	void runsAtMostMaxNumSeqsAndAdmitsTheRestInOrder() {
		Engine engine = engine(2, 100);
		Sequence a = submit(engine, "a", words(2), 4);
		submit(engine, "b", words(2), 4);
		Sequence c = submit(engine, "c", words(2), 4);
		submit(engine, "d", words(2), 4);
		assertThat(this.admitted).containsExactly("a", "b");
		assertThat(engine.running()).isEqualTo(2);
		assertThat(engine.waiting()).isEqualTo(2);
		a.end(FinishReason.STOP);
		assertThat(this.admitted).containsExactly("a", "b", "c");
		c.end(FinishReason.STOP);
		assertThat(this.admitted).containsExactly("a", "b", "c", "d");
		assertThat(engine.waiting()).isZero();
	}

	@Test
	void forgetsAWaitingRequestWhoseClientLeft() {
		Engine engine = engine(1, 100);
		Sequence a = submit(engine, "a", words(2), 4);
		Sequence b = submit(engine, "b", words(2), 4);
		assertThat(b.end(FinishReason.ABORT)).isTrue();
		assertThat(b.end(FinishReason.ABORT)).isFalse();
		assertThat(engine.waiting()).isZero();
		a.end(FinishReason.STOP);
		assertThat(this.admitted).containsExactly("a");
		assertThat(engine.running()).isZero();
	}

	@Test
	void usesBlocksAsTheTextGrowsAndFreesThemAtTheEnd() {
		Engine engine = engine(8, 10);
		Sequence a = submit(engine, "a", words(5), 6);
		assertThat(engine.kvCacheUsage()).isEqualTo(0.2);
		produce(a, 3);
		assertThat(engine.kvCacheUsage()).isEqualTo(0.2);
		produce(a, 1);
		assertThat(engine.kvCacheUsage()).isEqualTo(0.3);
		a.end(FinishReason.LENGTH);
		assertThat(engine.kvCacheUsage()).isZero();
	}

	@Test
	void letsRequestsWaitForRoomInTheKvCacheThatOthersWillNeed() {
		Engine engine = engine(8, 4);
		Sequence a = submit(engine, "a", words(4), 8);
		submit(engine, "b", "other words of a text ", 4);
		assertThat(this.admitted).containsExactly("a");
		assertThat(engine.waiting()).isEqualTo(1);
		produce(a, 8);
		a.end(FinishReason.LENGTH);
		assertThat(this.admitted).containsExactly("a", "b");
	}

	@Test
	void givesBackBlocksThatWerePromisedButNotNeeded() {
		Engine engine = engine(8, 4);
		for (int i = 0; i < 10; i++) {
			submit(engine, "a" + i, words(2), 14).end(FinishReason.ABORT);
		}
		assertThat(this.admitted).hasSize(10);
		assertThat(engine.kvCacheUsage()).isZero();
	}

	@Test
	void sharesTheBlocksOfACommonPrefix() {
		Engine engine = engine(8, 100);
		Sequence a = submit(engine, "a", words(12) + " x", 1);
		assertThat(a.cachedTokens()).isZero();
		assertThat(engine.kvCacheUsage()).isEqualTo(0.04);
		Sequence b = submit(engine, "b", words(12) + " y", 1);
		assertThat(b.cachedTokens()).isEqualTo(12);
		assertThat(engine.kvCacheUsage()).isEqualTo(0.05);
		a.end(FinishReason.STOP);
		assertThat(engine.kvCacheUsage()).isEqualTo(0.04);
		b.end(FinishReason.STOP);
		assertThat(engine.kvCacheUsage()).isZero();
		assertThat(submit(engine, "c", words(12) + " z", 1).cachedTokens()).isEqualTo(12);
		assertThat(metric(engine, "vllm:prefix_cache_queries_total")).isEqualTo(39);
		assertThat(metric(engine, "vllm:prefix_cache_hits_total")).isEqualTo(24);
	}

	@Test
	void computesTheLastTokenOfAPromptEvenIfAllOfItIsCached() {
		Engine engine = engine(8, 100);
		submit(engine, "a", words(8), 1).end(FinishReason.STOP);
		assertThat(submit(engine, "b", words(8), 1).cachedTokens()).isEqualTo(4);
	}

	@Test
	void findsNoPrefixAfterAnotherStartNorOfAnotherAdapter() {
		Engine engine = engine(8, 100);
		submit(engine, "a", words(9), 1);
		assertThat(submit(engine, "b", "x" + words(9), 1).cachedTokens()).isZero();
		assertThat(submit(engine, "c", words(9), 1, "adapter").cachedTokens()).isZero();
		assertThat(submit(engine, "d", words(9), 1, "adapter").cachedTokens()).isEqualTo(8);
	}

	@Test
	void cachesTheAnswerTooForTheNextTurn() {
		Engine engine = engine(8, 100);
		Sequence a = submit(engine, "a", words(3), 6);
		produce(a, 6);
		a.end(FinishReason.STOP);
		assertThat(submit(engine, "b", words(3) + " token".repeat(6) + words(2), 1).cachedTokens()).isEqualTo(8);
	}

	@Test
	void forgetsTheLeastRecentlyUsedBlocksFirst() {
		Engine engine = engine(8, 6);
		submit(engine, "a", "a" + words(8), 1).end(FinishReason.STOP);
		submit(engine, "b", "b" + words(8), 1).end(FinishReason.STOP);
		submit(engine, "a again", "a" + words(8), 1).end(FinishReason.STOP);
		submit(engine, "c", "c" + words(8), 1).end(FinishReason.STOP);
		assertThat(submit(engine, "a", "a" + words(8), 1).cachedTokens()).isEqualTo(8);
		assertThat(submit(engine, "b", "b" + words(8), 1).cachedTokens()).isZero();
	}

	@Test
	void forgetsTheEndOfATextBeforeItsStart() {
		Engine engine = engine(8, 4);
		submit(engine, "a", "a" + words(11), 1).end(FinishReason.STOP);
		submit(engine, "b", "b" + words(7), 1).end(FinishReason.STOP);
		assertThat(submit(engine, "a", "a" + words(11), 1).cachedTokens()).isEqualTo(8);
	}

	@Test
	void passesOverARequestWhoseAdapterHasNoSlot() {
		Engine engine = engine(8, 100);
		Sequence a = submit(engine, "a", words(2), 1, "one");
		submit(engine, "b", words(2), 1, "two");
		submit(engine, "c", words(2), 1, "three");
		submit(engine, "d", words(2), 1, "one");
		submit(engine, "e", words(2), 1);
		assertThat(this.admitted).containsExactly("a", "b", "d", "e");
		assertThat(engine.metrics("m", LoraSupport.ON, 12.5)).contains(
				"vllm:lora_requests_info{engine=\"0\",model_name=\"m\",max_lora=\"2\",running_lora_adapters=\"one,two\",waiting_lora_adapters=\"three\"} 12.5\n");
		a.end(FinishReason.STOP);
		assertThat(engine.waiting()).isEqualTo(1);
	}

	@Test
	void measuresTimesByTheClock() {
		Engine engine = engine(1, 100);
		Sequence a = submit(engine, "a", words(2), 3);
		this.clock.set(Duration.ofMillis(70).toNanos());
		produce(a, 1);
		this.clock.set(Duration.ofMillis(90).toNanos());
		produce(a, 1);
		a.end(FinishReason.LENGTH);
		assertThat(metric(engine, "vllm:time_to_first_token_seconds_sum")).isEqualTo(0.07);
		assertThat(engine.metrics("m", LoraSupport.OFF, 0))
			.contains("vllm:time_to_first_token_seconds_bucket{engine=\"0\",model_name=\"m\",le=\"0.06\"} 0.0\n")
			.contains("vllm:time_to_first_token_seconds_bucket{engine=\"0\",model_name=\"m\",le=\"0.08\"} 1.0\n")
			.contains("vllm:time_to_first_token_seconds_bucket{engine=\"0\",model_name=\"m\",le=\"+Inf\"} 1.0\n")
			.contains("vllm:request_success_total{engine=\"0\",model_name=\"m\",finished_reason=\"length\"} 1.0\n")
			.doesNotContain("lora");
		assertThat(metric(engine, "vllm:inter_token_latency_seconds_sum")).isEqualTo(0.02);
		assertThat(metric(engine, "vllm:prompt_tokens_total")).isEqualTo(2);
		assertThat(metric(engine, "vllm:generation_tokens_total")).isEqualTo(2);
	}

	@Test
	void refusesWhatCanNeverRun() {
		Engine engine = engine(1, 4);
		assertThatIllegalArgumentException().isThrownBy(() -> submit(engine, "a", words(10), 7))
			.withMessageContaining("maxModelLen 16");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new EngineSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, 16, 10, 161, 1))
			.withMessageContaining("raise numGpuBlocks");
	}

	private static Engine engineOf(EngineSettings settings, AtomicLong clock) {
		return new Engine(settings, clock::get);
	}

	private Engine engine(int maxNumSeqs, int blocks) {
		return engineOf(new EngineSettings(Duration.ZERO, Duration.ZERO, Duration.ZERO, maxNumSeqs, BLOCK, blocks,
				blocks * BLOCK, 2), this.clock);
	}

	private Sequence submit(Engine engine, String name, String prompt, int planned) {
		return submit(engine, name, prompt, planned, null);
	}

	private Sequence submit(Engine engine, String name, String prompt, int planned, @Nullable String adapter) {
		TokenChain chain = new TokenChain((adapter != null) ? adapter : "", BLOCK).append(prompt);
		return engine.submit(new Sequence.Work(chain, planned, adapter), () -> this.admitted.add(name));
	}

	private static void produce(Sequence sequence, int tokens) {
		for (int i = 0; i < tokens; i++) {
			sequence.produced(" token");
		}
	}

	private static String words(int count) {
		return " word".repeat(count);
	}

	private static double metric(Engine engine, String name) {
		return engine.metrics("m", LoraSupport.OFF, 0)
			.lines()
			.filter((line) -> line.startsWith(name + "{"))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
			.sum();
	}

}
