package dev.penstock.filters.extproc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Runs tasks one after the other, in the order given, on the threads of those who give
 * them. A task given while another runs is run after it: nobody waits, no lock is held.
 */
final class SerialTasks {

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	void run(Runnable task) {
		this.tasks.add(task);
		if (this.pending.getAndIncrement() != 0) {
			return;
		}
		int missed = 1;
		do {
			for (int i = 0; i < missed; i++) {
				Runnable next = this.tasks.poll();
				if (next != null) {
					runSafely(next);
				}
			}
			missed = this.pending.addAndGet(-missed);
		}
		while (missed != 0);
	}

	/** Goes on after a task that fails: the tasks after it release what is held. */
	private static void runSafely(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			Operators.onErrorDropped(ex, Context.empty());
		}
	}

}
