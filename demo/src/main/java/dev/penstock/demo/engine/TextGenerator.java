package dev.penstock.demo.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes sentences from a fixed vocabulary, chosen by a seed. Every word is one token of
 * {@link Tokenizer}, and so is every full stop.
 */
public final class TextGenerator {

	private static final List<String> DETERMINERS = List.of("the", "a", "this", "every", "that", "one");

	private static final List<String> ADJECTIVES = List.of("quiet", "broad", "narrow", "old", "bright", "steady",
			"small", "deep", "patient", "swift", "hidden", "plain", "warm", "distant", "gentle", "heavy");

	private static final List<String> NOUNS = List.of("river", "gate", "turbine", "valley", "bridge", "harbor",
			"engineer", "mill", "stream", "village", "lantern", "boat", "meadow", "channel", "garden", "weather",
			"window", "traveler", "forest", "wheel", "station", "letter", "shore", "machine");

	private static final List<String> VERBS = List.of("carries", "follows", "meets", "guides", "keeps", "finds",
			"leaves", "turns", "crosses", "feeds", "watches", "measures", "reaches", "passes", "holds", "joins");

	private static final List<String> LINKS = List.of("near", "beyond", "under", "beside", "above", "behind", "after",
			"before");

	private static final List<String> ADVERBS = List.of("slowly", "often", "quietly", "calmly", "again", "daily",
			"gladly", "together");

	private TextGenerator() {
	}

	/**
	 * Writes a text.
	 * @param seed what the text depends on, and nothing else but the limits
	 * @param minTokens the text goes on for at least so many tokens, then to the end of
	 * the sentence; {@link Integer#MAX_VALUE} for a text without end
	 * @param maxTokens the text is cut after so many tokens; at least 1
	 * @return the text, with the reason {@link FinishReason#LENGTH} if it was cut
	 */
	public static Completion generate(long seed, int minTokens, int maxTokens) {
		Words words = new Words(seed);
		int sentences = 2 + words.below(6);
		while (words.pieces.size() <= maxTokens && (sentences-- > 0 || words.pieces.size() < minTokens)) {
			sentence(words);
		}
		if (words.pieces.size() > maxTokens) {
			return new Completion(words.pieces.subList(0, maxTokens), FinishReason.LENGTH, null);
		}
		// A text that fills the limit to the last token has had no room to end by itself.
		return new Completion(words.pieces,
				(words.pieces.size() == maxTokens) ? FinishReason.LENGTH : FinishReason.STOP, null);
	}

	private static void sentence(Words words) {
		words.startSentence();
		nounPhrase(words);
		words.add(words.choose(VERBS));
		nounPhrase(words);
		if (words.below(2) == 0) {
			words.add(words.choose(LINKS));
			nounPhrase(words);
		}
		if (words.below(3) == 0) {
			words.add(words.choose(ADVERBS));
		}
		words.endSentence();
	}

	private static void nounPhrase(Words words) {
		String determiner = words.choose(DETERMINERS);
		String adjective = (words.below(3) > 0) ? words.choose(ADJECTIVES) : "";
		String noun = words.choose(NOUNS);
		String next = adjective.isEmpty() ? noun : adjective;
		words.add((determiner.equals("a") && "aeiou".indexOf(next.charAt(0)) >= 0) ? "an" : determiner);
		if (!adjective.isEmpty()) {
			words.add(adjective);
		}
		words.add(noun);
	}

	/** Collects the words of a text and makes the choices. */
	private static final class Words {

		private final List<String> pieces = new ArrayList<>();

		private long state;

		private boolean atStart;

		Words(long seed) {
			this.state = seed;
		}

		/** Chooses by a generator of its own: the JDK does not promise to keep theirs. */
		int below(int bound) {
			this.state += 0x9E3779B97F4A7C15L;
			return (int) Long.remainderUnsigned(TokenChain.scramble(this.state), bound);
		}

		String choose(List<String> words) {
			return words.get(below(words.size()));
		}

		void startSentence() {
			this.atStart = true;
		}

		void add(String word) {
			String shown = this.atStart ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word;
			this.pieces.add(this.pieces.isEmpty() ? shown : " " + shown);
			this.atStart = false;
		}

		void endSentence() {
			this.pieces.add(".");
		}

	}

}
