package dev.penstock.discovery.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task for keys on daemon threads. Delays after failures start at half a second,
 * double up to 30 seconds and vary by a fifth, so that what fails together is not tried
 * again together.
 *
 * @param <K> the keys
 */
public final class KeyedWork<K> implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(KeyedWork.class);

	private static final Duration FIRST_DELAY = Duration.ofMillis(500);

	private static final int MOST_DOUBLINGS = 6;

	private static final Duration GRACE = Duration.ofSeconds(5);

	/** How often a key may ask to be run again at once. */
	private static final int AT_ONCE = 5;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Set<K> ready = new LinkedHashSet<>();

	private final Set<K> running = new HashSet<>();

	/** Those that came again while they ran. */
	private final Set<K> again = new HashSet<>();

	private final PriorityQueue<Delayed<K>> delayed = new PriorityQueue<>(Comparator.comparingLong(Delayed::nanos));

	private final Map<K, Integer> failures = new HashMap<>();

	private final Function<K, Outcome> task;

	private final List<Thread> threads = new ArrayList<>();

	private boolean closed;

	/**
	 * Starts the threads.
	 * @param name what they are named after
	 * @param threads how many
	 * @param task is run for each key; what it throws counts as failed
	 */
	public KeyedWork(String name, int threads, Function<K, Outcome> task) {
		this.task = task;
		for (int i = 0; i < threads; i++) {
			this.threads.add(Thread.ofPlatform().daemon().name(name + "-" + i).start(this::run));
		}
	}

	/**
	 * Adds keys to be run for.
	 * @param keys the keys
	 */
	public void add(Collection<? extends K> keys) {
		this.lock.lock();
		try {
			for (K key : keys) {
				(this.running.contains(key) ? this.again : this.ready).add(key);
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Adds a key to be run for after a while.
	 * @param key the key
	 * @param delay how long to wait
	 */
	public void add(K key, Duration delay) {
		this.lock.lock();
		try {
			this.delayed.add(new Delayed<>(System.nanoTime() + delay.toNanos(), key));
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Ends the threads. A run that is going on ends first, for 5 seconds at most. */
	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		for (Thread thread : this.threads) {
			try {
				if (Thread.currentThread() != thread && !thread.join(GRACE)) {
					thread.interrupt();
				}
			}
			catch (InterruptedException _) {
				thread.interrupt();
				Thread.currentThread().interrupt();
			}
		}
	}

	private void run() {
		for (K key = next(); key != null; key = next()) {
			Outcome outcome;
			try {
				outcome = this.task.apply(key);
			}
			catch (RuntimeException | Error ex) {
				logger.error("Work for {} failed; it is tried again", key, ex);
				outcome = Outcome.FAILED;
			}
			ended(key, outcome);
		}
	}

	/** Waits for a key. Returns null when there will be none. */
	private @Nullable K next() {
		this.lock.lock();
		try {
			while (!this.closed) {
				long wait = admitDelayed();
				for (K key : this.ready) {
					this.ready.remove(key);
					this.running.add(key);
					return key;
				}
				if (wait > 0) {
					// Whether it was signalled or the time is over: the loop looks.
					long _ = this.changed.awaitNanos(wait);
				}
				else {
					this.changed.await();
				}
			}
			return null;
		}
		catch (InterruptedException _) {
			return null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Returns how long until the next delayed key; 0 if there is none. */
	private long admitDelayed() {
		long now = System.nanoTime();
		for (Delayed<K> first = this.delayed.peek(); first != null; first = this.delayed.peek()) {
			long wait = first.nanos() - now;
			if (wait > 0) {
				return wait;
			}
			this.delayed.remove();
			(this.running.contains(first.key()) ? this.again : this.ready).add(first.key());
		}
		return 0;
	}

	private void ended(K key, Outcome outcome) {
		this.lock.lock();
		try {
			this.running.remove(key);
			boolean cameAgain = this.again.remove(key);
			int failed = (outcome == Outcome.DONE) ? 0 : this.failures.merge(key, 1, Integer::sum);
			if (outcome == Outcome.DONE) {
				this.failures.remove(key);
			}
			if (outcome == Outcome.FAILED || failed > AT_ONCE) {
				// What came meanwhile waits, too: else changes would undo the delay.
				this.delayed.add(new Delayed<>(System.nanoTime() + delay(failed).toNanos(), key));
			}
			else if (cameAgain || outcome == Outcome.AGAIN) {
				this.ready.add(key);
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private static Duration delay(int failures) {
		long millis = FIRST_DELAY.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
		return Duration.ofMillis(Math.min(30_000, millis * ThreadLocalRandom.current().nextLong(80, 121) / 100));
	}

	private record Delayed<K>(long nanos, K key) {
	}

}
