package dev.penstock.discovery.source.kube;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.penstock.discovery.source.kube.ClusterKind.Trait;
import dev.penstock.discovery.source.kube.ResourceWatch.Timing;
import dev.penstock.discovery.source.kube.WatchNews.Refusal;

/**
 * Keeps account of which watch serves whom, and of which interests have been read. Used
 * by one thread.
 */
final class WatchLedger {

	/** How long to wait where there is nothing to wait for. */
	static final long NO_DEADLINE = Duration.ofMinutes(1).toMillis();

	private final Timing timing;

	private final Map<Interest, Set<Interest>> served = new HashMap<>();

	/** Watches that have read everything. */
	private final Set<Interest> settled = new HashSet<>();

	private final Set<Interest> synced = new HashSet<>();

	/** Interests that have not been read, with the time when they came up. */
	private final Map<Interest, Long> waiting = new HashMap<>();

	private boolean complete;

	WatchLedger(Timing timing) {
		this.timing = timing;
	}

	/** Takes note of a new watch. */
	void started(Interest watch, Set<Interest> interests) {
		this.served.put(watch, interests);
		await(interests);
	}

	/**
	 * Takes note of whom a watch serves.
	 * @return whether that is a change
	 */
	boolean serves(Interest watch, Set<Interest> interests) {
		Set<Interest> before = this.served.put(watch, interests);
		if (interests.equals(before)) {
			return false;
		}
		await(interests);
		if (before != null) {
			forget(before);
		}
		return true;
	}

	private void await(Set<Interest> interests) {
		for (Interest interest : interests) {
			if (!this.synced.contains(interest)) {
				this.waiting.putIfAbsent(interest, System.nanoTime());
			}
		}
	}

	private void forget(Set<Interest> interests) {
		for (Interest interest : interests) {
			if (this.served.values().stream().noneMatch((set) -> set.contains(interest))) {
				this.synced.remove(interest);
				this.waiting.remove(interest);
			}
		}
	}

	/** Takes note that a watch has read everything for some interests. */
	void listed(Interest watch, Set<Interest> interests) {
		this.settled.add(watch);
		interests.forEach(this::read);
	}

	/** Takes note that an interest has been read. */
	void read(Interest interest) {
		if (this.served.values().stream().anyMatch((set) -> set.contains(interest))) {
			this.synced.add(interest);
		}
		this.waiting.remove(interest);
	}

	/**
	 * Takes note that the API server refuses. That counts as read, but where nothing can
	 * be served without.
	 */
	void refused(Interest watch, Refusal refusal) {
		if (refusal == Refusal.MISSING) {
			this.settled.add(watch);
		}
		if (refusal == Refusal.MISSING || !watch.kind().has(Trait.REQUIRED)) {
			this.served.getOrDefault(watch, Set.of()).forEach(this::read);
		}
	}

	/** Takes note that a watch is no more. */
	void stopped(Interest watch) {
		this.settled.remove(watch);
		Set<Interest> before = this.served.remove(watch);
		if (before != null) {
			forget(before);
		}
	}

	/**
	 * Tells whether a watch can go that is no longer planned: whether others have read
	 * what it is still wanted for.
	 */
	boolean mayStop(Interest watch, Set<Interest> wanted) {
		return this.served.getOrDefault(watch, Set.of())
			.stream()
			.filter(wanted::contains)
			.allMatch((interest) -> this.served.entrySet()
				.stream()
				.anyMatch((other) -> !other.getKey().equals(watch) && this.settled.contains(other.getKey())
						&& other.getValue().contains(interest)));
	}

	/** Tells whether an interest is worth waiting for. */
	boolean isPending(Interest interest) {
		Long since = this.waiting.get(interest);
		return since != null && millisLeft(since) > 0;
	}

	/** Tells whether anything is worth waiting for. */
	boolean isAnyPending() {
		return this.waiting.values().stream().anyMatch((since) -> millisLeft(since) > 0);
	}

	/**
	 * Tells whether the first batch is complete. What is watched whatever there is must
	 * have been read; the rest is waited for in limits.
	 */
	boolean isComplete(WatchPlan plan) {
		if (!this.complete) {
			this.complete = this.synced.containsAll(plan.roots()) && plan.wanted().stream().noneMatch(this::isPending);
		}
		return this.complete;
	}

	/** Returns when something is no longer worth waiting for. */
	long millisToDeadline() {
		return this.waiting.values()
			.stream()
			.mapToLong(this::millisLeft)
			.filter((left) -> left > 0)
			.min()
			.orElse(NO_DEADLINE);
	}

	private long millisLeft(long since) {
		Duration bound = this.complete ? this.timing.late() : this.timing.lateAtStart();
		return bound.toMillis() - Duration.ofNanos(System.nanoTime() - since).toMillis();
	}

}
