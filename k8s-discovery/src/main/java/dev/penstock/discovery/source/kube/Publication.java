package dev.penstock.discovery.source.kube;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.source.kube.ClusterKind.Trait;
import dev.penstock.discovery.source.kube.ResourceWatch.Timing;

/**
 * Decides which objects may be seen. One whose references have not been read yet is held
 * back, and its earlier version stays. Where objects that have not changed themselves
 * need something new, such as a route whose pool has come, what made them need it is held
 * back. Used by one thread.
 */
final class Publication {

	private static final long NEVER = Long.MIN_VALUE;

	private final Timing timing;

	private final Map<ResourceKey, Resource> published = new HashMap<>();

	private Set<ResourceKey> pending = new HashSet<>();

	/** Since when causes are held back. */
	private long causesHeld = NEVER;

	Publication(Timing timing) {
		this.timing = timing;
	}

	/** Takes note of objects that may have changed. */
	void touch(Set<ResourceKey> keys) {
		this.pending.addAll(keys);
	}

	/** Tells whether objects are held back. */
	boolean isHolding() {
		return !this.pending.isEmpty();
	}

	/**
	 * Returns what may be seen now and was not before.
	 * @param plan what objects need
	 * @param ledger knows what has been read
	 * @param held the newest objects
	 */
	Batch take(WatchPlan plan, WatchLedger ledger, HeldObjects held) {
		Set<ResourceKey> late = late(plan, ledger);
		boolean causes = holdCauses(late, held);
		List<Resource> changed = new ArrayList<>();
		List<ResourceKey> removed = new ArrayList<>();
		Set<ResourceKey> rest = new HashSet<>();
		for (ResourceKey key : this.pending) {
			Resource now = held.resource(key);
			if (now == null) {
				if (this.published.remove(key) != null) {
					removed.add(key);
				}
			}
			else if (!now.equals(this.published.get(key))) {
				if (late.contains(key) || (causes && isCause(key))) {
					rest.add(key);
				}
				else {
					this.published.put(key, now);
					changed.add(now);
				}
			}
		}
		this.pending = rest;
		return new Batch(changed, removed);
	}

	private static Set<ResourceKey> late(WatchPlan plan, WatchLedger ledger) {
		Set<ResourceKey> late = new HashSet<>();
		if (ledger.isAnyPending()) {
			plan.needs().forEach((key, interests) -> {
				if (interests.stream().anyMatch(ledger::isPending)) {
					late.add(key);
				}
			});
		}
		return late;
	}

	private boolean holdCauses(Set<ResourceKey> late, HeldObjects held) {
		boolean wanted = late.stream().anyMatch((key) -> Objects.equals(held.resource(key), this.published.get(key)));
		if (!wanted) {
			this.causesHeld = NEVER;
			return false;
		}
		long now = System.nanoTime();
		if (this.causesHeld == NEVER) {
			this.causesHeld = now;
		}
		return Duration.ofNanos(now - this.causesHeld).compareTo(this.timing.late()) < 0;
	}

	/** Tells whether an object can make others need something. */
	private static boolean isCause(ResourceKey key) {
		ClusterKind kind = ClusterKind.of(key.kind());
		return kind != null && !kind.has(Trait.ATTACHES) && !kind.makesNothingNecessary();
	}

	/**
	 * Is what may be seen.
	 *
	 * @param changed objects that are new or have changed
	 * @param removed objects that are gone
	 */
	record Batch(List<Resource> changed, List<ResourceKey> removed) {

		/** Returns a batch that is this one and then another. */
		Batch then(Batch next) {
			List<Resource> allChanged = new ArrayList<>(this.changed);
			allChanged.removeIf((resource) -> next.removed.contains(resource.key()));
			allChanged.addAll(next.changed);
			List<ResourceKey> allRemoved = new ArrayList<>(this.removed);
			allRemoved.addAll(next.removed);
			return new Batch(allChanged, allRemoved);
		}

	}

}
