package dev.penstock.filters.extproc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Is one connection to a replica, on one event loop, that is opened at once and reopened
 * when it breaks or takes no more streams. After a failed attempt it counts as failed
 * until an attempt succeeds, so that nobody waits for a replica that is known to be away.
 */
final class PickerConnection implements Http2Link.Owner {

	/** How long to wait before another attempt, doubled each time up to the second. */
	private static final long MIN_PAUSE_MILLIS = 100;

	private static final long MAX_PAUSE_MILLIS = 2_000;

	/**
	 * How much longer an attempt may take that no request waits for: a busy machine may
	 * need it.
	 */
	private static final long PATIENCE = 5;

	private final EventLoop loop;

	private final Dialer dialer;

	private final ExtProcSettings settings;

	private final List<Runnable> waiters = new ArrayList<>();

	private State state = State.CONNECTING;

	private long pauseMillis = MIN_PAUSE_MILLIS;

	private int streams;

	private @Nullable ScheduledFuture<?> timer;

	/** What is connected, or being connected; only used on the event loop. */
	private @Nullable Http2Link link;

	private int maxStreams = Integer.MAX_VALUE;

	PickerConnection(EventLoop loop, Dialer dialer, ExtProcSettings settings) {
		this.loop = loop;
		this.dialer = dialer;
		this.settings = settings;
	}

	/** Connects. To be called once. */
	void open() {
		startTimer(this.settings.connectTimeout().toMillis(), this::connectTimedOut);
		onLoop(this::dial);
	}

	private void onLoop(Runnable task) {
		if (this.loop.inEventLoop()) {
			task.run();
			return;
		}
		try {
			this.loop.execute(task);
		}
		catch (RejectedExecutionException _) {
			settle(State.CLOSED);
		}
	}

	private void dial() {
		if (state() == State.CLOSED || this.loop.isShuttingDown()) {
			settle(State.CLOSED);
			return;
		}
		Http2Link next = this.dialer.link(this);
		this.link = next;
		var _ = this.dialer.dial(next).addListener((dialled) -> {
			if (!dialled.isSuccess()) {
				closed(next, String.valueOf(dialled.cause()));
			}
		});
	}

	/**
	 * Returns what streams are opened on.
	 * @return the link, or null if there was none yet
	 */
	@Nullable Http2Link link() {
		return this.link;
	}

	EventLoop loop() {
		return this.loop;
	}

	synchronized State state() {
		return this.state;
	}

	synchronized int streams() {
		return this.streams;
	}

	/**
	 * Takes a place for a stream if there is one.
	 * @return whether there was
	 */
	synchronized boolean tryAcquire() {
		if (this.streams >= capacity()) {
			return false;
		}
		this.streams++;
		return true;
	}

	/** Gives a place back. */
	synchronized void release() {
		this.streams--;
	}

	/**
	 * Tells whether more places were taken than the picker allows, which is known only
	 * after it was reached.
	 * @return whether somebody has to go elsewhere
	 */
	synchronized boolean overbooked() {
		return this.streams > capacity();
	}

	/**
	 * Tells whether another connection will soon be needed.
	 * @return whether three quarters of the places are taken
	 */
	synchronized boolean nearlyFull() {
		return this.streams * 4 >= capacity() * 3;
	}

	private int capacity() {
		return Math.min(this.settings.maxStreamsPerConnection(), Math.max(1, this.maxStreams));
	}

	/**
	 * Calls once it is known whether the connection can be used; at once if it is known.
	 * @param waiter called on any thread
	 */
	void whenSettled(Runnable waiter) {
		synchronized (this) {
			if (this.state == State.CONNECTING) {
				this.waiters.add(waiter);
				return;
			}
		}
		waiter.run();
	}

	@Override
	public void ready(Http2Link ready) {
		if (ready == this.link) {
			synchronized (this) {
				this.maxStreams = ready.maxStreams();
			}
			settle(State.READY);
		}
	}

	/** What takes no more streams is replaced at once, while its streams go on. */
	@Override
	public void draining(Http2Link draining) {
		if (draining == this.link) {
			lost(draining);
		}
	}

	@Override
	public void closed(Http2Link closed, String cause) {
		if (closed == this.link) {
			lost(closed);
		}
	}

	private void lost(Http2Link lost) {
		this.link = null;
		if (state() == State.CLOSED) {
			return;
		}
		if (state() == State.READY && lost.wasUseful()) {
			synchronized (this) {
				this.state = State.CONNECTING;
			}
			startTimer(this.settings.connectTimeout().toMillis(), this::connectTimedOut);
			dial();
		}
		else {
			failed();
		}
	}

	private void failed() {
		long pause;
		synchronized (this) {
			pause = this.pauseMillis;
			this.pauseMillis = Math.min(2 * pause, MAX_PAUSE_MILLIS);
		}
		settle(State.FAILED);
		startTimer(pause, this::retry);
	}

	/** Tries again, so that no request has to find out. */
	private void retry() {
		if (state() == State.FAILED) {
			startTimer(PATIENCE * this.settings.connectTimeout().toMillis(), this::connectTimedOut);
			dial();
		}
	}

	/** Reached a host that says nothing: only closing the socket ends the attempt. */
	private void connectTimedOut() {
		if (state() != State.READY) {
			settle(State.FAILED);
			Http2Link silent = this.link;
			this.link = null;
			if (silent != null) {
				silent.close();
			}
			startTimer(MAX_PAUSE_MILLIS, this::retry);
		}
	}

	private void settle(State next) {
		List<Runnable> called;
		synchronized (this) {
			if (this.state == State.CLOSED) {
				return;
			}
			this.state = next;
			if (next == State.READY) {
				this.pauseMillis = MIN_PAUSE_MILLIS;
			}
			if (next != State.FAILED) {
				cancelTimer();
			}
			called = List.copyOf(this.waiters);
			this.waiters.clear();
		}
		called.forEach(Runnable::run);
	}

	private synchronized void startTimer(long millis, Runnable task) {
		cancelTimer();
		if (this.state != State.CLOSED && !this.loop.isShuttingDown()) {
			this.timer = this.loop.schedule(task, millis, TimeUnit.MILLISECONDS);
		}
	}

	private synchronized void cancelTimer() {
		ScheduledFuture<?> running = this.timer;
		if (running != null) {
			running.cancel(false);
			this.timer = null;
		}
	}

	/** Closes the connection; streams are broken off. */
	void close() {
		settle(State.CLOSED);
		onLoop(() -> {
			Http2Link last = this.link;
			this.link = null;
			if (last != null) {
				last.close();
			}
		});
	}

	enum State {

		CONNECTING, READY, FAILED, CLOSED

	}

	/** Reaches one replica. */
	interface Dialer {

		/** Makes what is to be connected. */
		Http2Link link(Http2Link.Owner owner);

		/** Connects it; the event loop calls it from then on. */
		ChannelFuture dial(Http2Link link);

	}

}
