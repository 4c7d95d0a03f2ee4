package dev.penstock.discovery.source.decode;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Words messages. */
final class Texts {

	private static final int LONGEST_QUOTE = 80;

	private Texts() {
	}

	/** Quotes text that a user wrote, on one line and not more than needed. */
	static String quote(String text) {
		if (text.isEmpty()) {
			return "the empty text";
		}
		return "`" + shorten(text) + "`";
	}

	/** Shortens text to what a message has room for, on one line. */
	static String shorten(String text) {
		String shown = (text.length() <= LONGEST_QUOTE) ? text : text.substring(0, LONGEST_QUOTE) + "…";
		return shown.replace("\r", "\\r").replace("\n", "\\n");
	}

	/** Returns the name that was most likely meant, or null if none is near. */
	static @Nullable String nearest(String written, Collection<String> names) {
		int limit = Math.max(1, (written.length() + 1) / 3);
		return names.stream()
			.filter((name) -> distance(written, name) <= limit || isPart(written, name))
			.min(Comparator.<String>comparingInt((name) -> distance(written, name)).thenComparing(String::compareTo))
			.orElse(null);
	}

	private static boolean isPart(String one, String other) {
		String shorter = ((one.length() < other.length()) ? one : other).toLowerCase(Locale.ROOT);
		String longer = ((one.length() < other.length()) ? other : one).toLowerCase(Locale.ROOT);
		return shorter.length() >= 3 && longer.contains(shorter);
	}

	/**
	 * Counts insertions, deletions, replacements and swaps of neighbours; case is free.
	 */
	private static int distance(String one, String other) {
		String a = one.toLowerCase(Locale.ROOT);
		String b = other.toLowerCase(Locale.ROOT);
		int[][] cost = new int[a.length() + 1][b.length() + 1];
		for (int i = 0; i <= a.length(); i++) {
			for (int j = 0; j <= b.length(); j++) {
				if (i == 0 || j == 0) {
					cost[i][j] = i + j;
					continue;
				}
				int replace = cost[i - 1][j - 1] + ((a.charAt(i - 1) == b.charAt(j - 1)) ? 0 : 1);
				cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
				boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2)
						&& a.charAt(i - 2) == b.charAt(j - 1);
				if (swapped) {
					cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
				}
			}
		}
		return cost[a.length()][b.length()];
	}

}
