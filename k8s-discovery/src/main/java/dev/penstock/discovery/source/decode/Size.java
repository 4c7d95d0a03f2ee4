package dev.penstock.discovery.source.decode;

import java.util.List;

import dev.penstock.discovery.source.decode.Findings.Mistake;

/**
 * Is how many items a list or mapping may have.
 *
 * @param min the fewest, if it is there
 * @param max the most
 * @param required whether it must be there
 */
record Size(int min, int max, boolean required) {

	static final Size ANY = upTo(Integer.MAX_VALUE);

	static Size upTo(int max) {
		return new Size(0, max, false);
	}

	static Size optional(int min, int max) {
		return new Size(min, max, false);
	}

	static Size required(int min, int max) {
		return new Size(min, max, true);
	}

	List<Mistake> check(int count) {
		if (count < this.min) {
			return List.of(new Mistake("it has " + count + " items", "give at least " + this.min));
		}
		if (count > this.max) {
			return List.of(new Mistake("it has " + count + " items", "give at most " + this.max));
		}
		return List.of();
	}

}
