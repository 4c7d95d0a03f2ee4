package dev.penstock.demo.engine;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is the whole answer to a prompt, one piece of text per token.
 *
 * @param pieces the text of each token, at least one
 * @param reason why it ends after the last piece
 * @param stopString the stop string that was met and is left out; null if none was
 */
public record Completion(List<String> pieces, FinishReason reason, @Nullable String stopString) {

	public Completion {
		pieces = List.copyOf(pieces);
	}

	/**
	 * Returns the whole text.
	 * @return the pieces, joined
	 */
	public String text() {
		return String.join("", this.pieces);
	}

	/**
	 * Ends the text before the first of the stop strings.
	 * @param stops the stop strings, none empty
	 * @return the shorter completion, or this if none occurs
	 */
	public Completion stopBefore(List<String> stops) {
		String text = stops.isEmpty() ? "" : text();
		int cut = Integer.MAX_VALUE;
		String found = null;
		for (String stop : stops) {
			int at = text.indexOf(stop);
			if (at >= 0 && at < cut) {
				cut = at;
				found = stop;
			}
		}
		return (found != null) ? new Completion(firstCharacters(cut), FinishReason.STOP, found) : this;
	}

	private List<String> firstCharacters(int count) {
		List<String> kept = new ArrayList<>();
		int left = count;
		for (String piece : this.pieces) {
			kept.add(piece.substring(0, Math.min(left, piece.length())));
			left -= piece.length();
			if (left <= 0) {
				break;
			}
		}
		return kept;
	}

}
