package dev.penstock.demo.engine;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TextGeneratorTests {

	private static final int PLENTY = 10_000;

	@Test
	void writesTheSameTextOnEveryMachine() {
		assertThat(TextGenerator.generate(42, 0, 12).text())
			.isEqualTo("A meadow meets the bright channel before that deep station. One");
	}

	@Test
	void writesOtherTextForAnotherSeed() {
		assertThat(TextGenerator.generate(1, 0, PLENTY)).isNotEqualTo(TextGenerator.generate(2, 0, PLENTY));
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, -1, 77, Long.MAX_VALUE, Long.MIN_VALUE })
	void countsAsManyTokensAsTheTokenizer(long seed) {
		Completion completion = TextGenerator.generate(seed, 500, PLENTY);
		assertThat(Tokenizer.count(completion.text())).isEqualTo(completion.pieces().size());
		assertThat(completion.text()).matches("([A-Z][a-z ]+\\. ?)+").doesNotContain("  ");
	}

	@Test
	void endsWithAFullStopUnlessCut() {
		Completion whole = TextGenerator.generate(7, 0, PLENTY);
		assertThat(whole.reason()).isEqualTo(FinishReason.STOP);
		assertThat(whole.text()).endsWith(".");
		int length = whole.pieces().size();
		Completion cut = TextGenerator.generate(7, 0, length - 1);
		assertThat(cut.reason()).isEqualTo(FinishReason.LENGTH);
		assertThat(cut.pieces()).isEqualTo(whole.pieces().subList(0, length - 1));
	}

	@Test
	void goesOnToTheEndOfTheSentenceAfterTheFewestTokens() {
		Completion completion = TextGenerator.generate(7, 300, PLENTY);
		assertThat(completion.pieces()).hasSizeBetween(300, 320);
		assertThat(completion.reason()).isEqualTo(FinishReason.STOP);
		assertThat(TextGenerator.generate(7, Integer.MAX_VALUE, 777).pieces()).hasSize(777);
	}

	@Test
	void stopsBeforeTheFirstOfTheStopStringsEvenWithinAToken() {
		Completion completion = new Completion(List.of("The", " river", " meets", " it", "."), FinishReason.LENGTH,
				null);
		assertThat(completion.stopBefore(List.of("it", "ver m", "zzz")))
			.isEqualTo(new Completion(List.of("The", " ri"), FinishReason.STOP, "ver m"));
		assertThat(completion.stopBefore(List.of("The")))
			.isEqualTo(new Completion(List.of(""), FinishReason.STOP, "The"));
		assertThat(completion.stopBefore(List.of("nowhere"))).isSameAs(completion);
	}

}
