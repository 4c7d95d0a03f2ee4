package dev.penstock.filters.route;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Is where copies of some requests of a rule go.
 *
 * @param backend the backend that gets them
 * @param numerator how many of {@code denominator} requests are copied
 * @param denominator 1 or more
 */
public record MirrorView(BackendView backend, int numerator, int denominator) {

	/**
	 * Decides whether a request is copied, anew for each.
	 * @return whether it is
	 */
	public boolean takesNext() {
		return this.numerator >= this.denominator
				|| ThreadLocalRandom.current().nextInt(this.denominator) < this.numerator;
	}

}
