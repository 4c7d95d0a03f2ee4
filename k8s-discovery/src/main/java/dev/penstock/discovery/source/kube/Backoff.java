package dev.penstock.discovery.source.kube;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Says how long to wait before something is tried again: twice as long each time, up to a
 * limit, and a random half of it less, so that many who wait don't come back at once.
 */
final class Backoff {

	private final Duration first;

	private final Duration limit;

	private int failures;

	Backoff(Duration first, Duration limit) {
		this.first = first;
		this.limit = limit;
	}

	Duration next() {
		long full = this.first.toMillis() << Math.min(this.failures, 20);
		this.failures++;
		long millis = Math.min(full, this.limit.toMillis());
		return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
	}

	void reset() {
		this.failures = 0;
	}

}
