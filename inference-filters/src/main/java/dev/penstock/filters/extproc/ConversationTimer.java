package dev.penstock.filters.extproc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs one task later, unless it is stopped or another takes its place first, even where
 * it was about to run. Used by a conversation's tasks.
 */
final class ConversationTimer {

	private final EventLoop loop;

	private final SerialTasks tasks;

	private @Nullable ScheduledFuture<?> scheduled;

	/** Tells the last start from those before it. */
	private int starts;

	ConversationTimer(EventLoop loop, SerialTasks tasks) {
		this.loop = loop;
		this.tasks = tasks;
	}

	void start(Duration delay, Runnable task) {
		stop();
		if (this.loop.isShuttingDown()) {
			return;
		}
		int start = this.starts;
		this.scheduled = this.loop.schedule(() -> this.tasks.run(() -> {
			if (this.starts == start) {
				this.scheduled = null;
				task.run();
			}
		}), delay.toMillis(), TimeUnit.MILLISECONDS);
	}

	void stop() {
		this.starts++;
		ScheduledFuture<?> running = this.scheduled;
		if (running != null) {
			this.scheduled = null;
			running.cancel(false);
		}
	}

}
