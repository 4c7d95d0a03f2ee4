package dev.penstock.benchmark;

import java.util.Arrays;

/** Collects durations, in nanoseconds, of one thread at a time. */
final class Times {

	private long[] values = new long[1024];

	private int size;

	void add(long nanos) {
		if (this.size == this.values.length) {
			this.values = Arrays.copyOf(this.values, 2 * this.size);
		}
		this.values[this.size++] = nanos;
	}

	int size() {
		return this.size;
	}

	/**
	 * Returns a quantile in milliseconds, or 0 if there are no durations.
	 * @param quantile from 0 to 1
	 * @return the duration that so many of all durations don't exceed
	 */
	double quantile(double quantile) {
		if (this.size == 0) {
			return 0;
		}
		Arrays.sort(this.values, 0, this.size);
		return this.values[Math.min((int) (quantile * this.size), this.size - 1)] / 1e6;
	}

}
