package dev.penstock.demo.engine;

/**
 * Cuts text into tokens: a word of up to eight letters or digits with the space before
 * it, a run of other white space, or any other single character. Longer words are cut
 * every eight characters. English text comes to about as many tokens as with the
 * tokenizers of real models.
 */
public final class Tokenizer {

	static final int MAX_WORD = 8;

	private Tokenizer() {
	}

	/**
	 * Counts the tokens of a text.
	 * @param text any text
	 * @return the number of tokens, 0 for empty text
	 */
	public static int count(CharSequence text) {
		int tokens = 0;
		for (int at = 0; at < text.length(); at = end(text, at)) {
			tokens++;
		}
		return tokens;
	}

	/**
	 * Finds where the token that starts at a position ends.
	 * @param text the text
	 * @param start where the token starts, less than the text's length
	 * @return the position after the token
	 */
	static int end(CharSequence text, int start) {
		char first = text.charAt(start);
		if (Character.isLetterOrDigit(first)) {
			return endOfWord(text, start);
		}
		if (startsSpacedWord(text, start)) {
			return endOfWord(text, start + 1);
		}
		int at = start + 1;
		if (Character.isWhitespace(first)) {
			while (at < text.length() && Character.isWhitespace(text.charAt(at)) && !startsSpacedWord(text, at)) {
				at++;
			}
		}
		else if (Character.isHighSurrogate(first) && at < text.length() && Character.isLowSurrogate(text.charAt(at))) {
			at++;
		}
		return at;
	}

	private static boolean startsSpacedWord(CharSequence text, int at) {
		return text.charAt(at) == ' ' && at + 1 < text.length() && Character.isLetterOrDigit(text.charAt(at + 1));
	}

	private static int endOfWord(CharSequence text, int start) {
		int limit = Math.min(text.length(), start + MAX_WORD);
		int at = start + 1;
		while (at < limit && Character.isLetterOrDigit(text.charAt(at))) {
			at++;
		}
		return at;
	}

}
