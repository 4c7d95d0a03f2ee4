package dev.penstock.filters.observe;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

import dev.penstock.filters.error.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last requests that a picker was asked about. Event loops write without
 * waiting for each other.
 */
public final class RecentPicks implements EndedRequestListener {

	/** Is how many requests are remembered. */
	public static final int CAPACITY = 100;

	/** Is the outcome of a pick that a request did not wait for. */
	static final String UNDECIDED = "undecided";

	private final AtomicLong next = new AtomicLong();

	private final AtomicReferenceArray<@Nullable Entry> ring = new AtomicReferenceArray<>(CAPACITY);

	@Override
	public void ended(EndedRequest ended) {
		if (ended.journal().pickStartNanos() < 0) {
			return;
		}
		long number = this.next.getAndIncrement();
		Entry entry = new Entry(number, describe(ended.journal()));
		// A slow event loop doesn't put an old request in the place of a newer one.
		this.ring.accumulateAndGet((int) (number % CAPACITY), entry,
				(old, replacing) -> (old == null || (replacing != null && replacing.number() > old.number()))
						? replacing : old);
	}

	private static RecentPick describe(RequestJournal journal) {
		long sinceAsked = System.nanoTime() - journal.pickStartNanos();
		String outcome = journal.pickOutcome();
		long nanos = (journal.pickNanos() >= 0) ? journal.pickNanos() : sinceAsked;
		return new RecentPick(Instant.now().minusNanos(sinceAsked), journal.backend(),
				(outcome != null) ? outcome : UNDECIDED, journal.picked(), journal.served(), AccessLog.millis(nanos),
				ReasonCode.codeOf(journal.failedOpen()), journal.endCode(),
				(journal.message() != null) ? journal.message() : journal.failedOpenMessage(), journal.requestId());
	}

	/**
	 * Returns the requests that are remembered.
	 * @return the last {@value #CAPACITY} at most, the one that ended last first
	 */
	public List<RecentPick> newestFirst() {
		List<Entry> entries = new ArrayList<>(CAPACITY);
		for (int i = 0; i < CAPACITY; i++) {
			Entry entry = this.ring.get(i);
			if (entry != null) {
				entries.add(entry);
			}
		}
		entries.sort(Comparator.comparingLong(Entry::number).reversed());
		return entries.stream().map(Entry::pick).toList();
	}

	/** Is a request with its place in the order of their ends. */
	private record Entry(long number, RecentPick pick) {
	}

}
