package dev.penstock.filters.extproc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Runs tasks one after the other, in the order given, on one event loop: at once where
 * the caller is on it, after the task that runs where that is a task itself.
 */
final class SerialTasks {

	private final EventLoop loop;

	private final Queue<Runnable> waiting = new ArrayDeque<>(4);

	private boolean running;

	SerialTasks(EventLoop loop) {
		this.loop = loop;
	}

	/** Tells whether a task that is given now runs before {@link #run} returns. */
	boolean runsAtOnce() {
		return !this.running && this.loop.inEventLoop();
	}

	void run(Runnable task) {
		if (this.loop.inEventLoop()) {
			runHere(task);
			return;
		}
		try {
			this.loop.execute(() -> runHere(task));
		}
		catch (RejectedExecutionException _) {
			// The loop has ended, but what tasks hold is still to be released.
			runHere(task);
		}
	}

	private void runHere(Runnable task) {
		if (this.running) {
			this.waiting.add(task);
			return;
		}
		this.running = true;
		@Nullable Runnable next = task;
		while (next != null) {
			runSafely(next);
			next = this.waiting.poll();
		}
		this.running = false;
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
