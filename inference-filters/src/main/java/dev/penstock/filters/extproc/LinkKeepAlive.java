package dev.penstock.filters.extproc;

import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks a picker for a sign of life that has open streams and says nothing. Servers
 * written in Go end connections that ask more often than every 5 minutes; hosts that are
 * gone are found sooner, by TCP.
 */
final class LinkKeepAlive {

	private static final long INTERVAL_SECONDS = 310;

	private static final long TIMEOUT_SECONDS = 10;

	private final Http2Link link;

	private final EventLoop loop;

	private @Nullable ScheduledFuture<?> timer;

	private boolean heard;

	LinkKeepAlive(Http2Link link, EventLoop loop) {
		this.link = link;
		this.loop = loop;
		schedule(this::check, INTERVAL_SECONDS);
	}

	void heard() {
		this.heard = true;
	}

	private void check() {
		if (this.heard || !this.link.hasStreams()) {
			this.heard = false;
			schedule(this::check, INTERVAL_SECONDS);
			return;
		}
		this.link.writer().ping(false, 0);
		schedule(this::timedOut, TIMEOUT_SECONDS);
	}

	private void timedOut() {
		if (this.heard) {
			check();
		}
		else {
			this.link.abort("it gave no sign of life for " + TIMEOUT_SECONDS + " s");
		}
	}

	private void schedule(Runnable task, long seconds) {
		if (!this.loop.isShuttingDown()) {
			this.timer = this.loop.schedule(task, seconds, TimeUnit.SECONDS);
		}
	}

	void stop() {
		if (this.timer != null) {
			this.timer.cancel(false);
		}
	}

}
