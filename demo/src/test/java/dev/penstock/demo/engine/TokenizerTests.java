package dev.penstock.demo.engine;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TokenizerTests {

	@Test
	void takesAWordWithTheSpaceBeforeIt() {
		assertThat(tokens("The river, slowly.")).containsExactly("The", " river", ",", " slowly", ".");
	}

	@Test
	void cutsLongWordsAfterEightCharacters() {
		assertThat(tokens("a extraordinary")).containsExactly("a", " extraord", "inary");
	}

	@Test
	void keepsARunOfWhiteSpaceTogetherButForTheSpaceOfTheNextWord() {
		assertThat(tokens("one \n\t two")).containsExactly("one", " \n\t", " two");
	}

	@Test
	void keepsSurrogatePairsTogether() {
		assertThat(tokens("\uD83D\uDE00!")).containsExactly("\uD83D\uDE00", "!");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "  x", "\n\n", "{\"a\": [1, 2]}", "\uD83D", "日本語のテキスト", "a b  c\u00a0d" })
	void losesNothing(String text) {
		assertThat(String.join("", tokens(text))).isEqualTo(text);
		assertThat(Tokenizer.count(text)).isEqualTo(tokens(text).size());
	}

	private static List<String> tokens(String text) {
		List<String> tokens = new ArrayList<>();
		for (int at = 0; at < text.length();) {
			int end = Tokenizer.end(text, at);
			tokens.add(text.substring(at, end));
			at = end;
		}
		return tokens;
	}

}
