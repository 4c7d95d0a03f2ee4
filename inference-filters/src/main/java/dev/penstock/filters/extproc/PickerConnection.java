package dev.penstock.filters.extproc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Is one HTTP/2 connection to a replica, on one event loop, that is opened at once and
 * reopened when it breaks. After a failed attempt it counts as failed until an attempt
 * succeeds, so that nobody waits for a replica that is known to be away.
 */
final class PickerConnection {

	/** How long to wait before another attempt, doubled each time up to the second. */
	private static final long MIN_PAUSE_MILLIS = 100;

	private static final long MAX_PAUSE_MILLIS = 2_000;

	/**
	 * How much longer an attempt may take that no request waits for: a busy machine may
	 * need it.
	 */
	private static final long PATIENCE = 5;

	private final EventLoop loop;

	private final ManagedChannel channel;

	private final SocketHolder socket;

	private final ExtProcSettings settings;

	private final List<Runnable> waiters = new ArrayList<>();

	private State state = State.CONNECTING;

	private long pauseMillis = MIN_PAUSE_MILLIS;

	private int streams;

	private @Nullable ScheduledFuture<?> timer;

	PickerConnection(EventLoop loop, ManagedChannel channel, SocketHolder socket, ExtProcSettings settings) {
		this.loop = loop;
		this.channel = channel;
		this.socket = socket;
		this.settings = settings;
	}

	/** Connects. To be called once. */
	void open() {
		startTimer(this.settings.connectTimeout().toMillis(), this::connectTimedOut);
		observe(this.channel.getState(true));
	}

	ManagedChannel channel() {
		return this.channel;
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
		return Math.min(this.settings.maxStreamsPerConnection(), this.socket.maxStreams());
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

	private void observe(ConnectivityState seen) {
		switch (seen) {
			case READY -> settle(State.READY);
			case TRANSIENT_FAILURE -> failed();
			case IDLE -> {
				idle();
				this.channel.getState(true);
			}
			case CONNECTING -> {
			}
			case SHUTDOWN -> {
				settle(State.CLOSED);
				return;
			}
		}
		this.channel.notifyWhenStateChanged(seen, () -> observe(this.channel.getState(false)));
	}

	/** A connection that was closed in good order is opened again. */
	private void idle() {
		synchronized (this) {
			if (this.state != State.READY) {
				return;
			}
			this.state = State.CONNECTING;
		}
		startTimer(this.settings.connectTimeout().toMillis(), this::connectTimedOut);
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
			this.channel.resetConnectBackoff();
			this.channel.getState(true);
		}
	}

	/** Reached a host that says nothing: only closing the socket ends the attempt. */
	private void connectTimedOut() {
		if (state() != State.READY) {
			settle(State.FAILED);
			this.socket.close();
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
		this.channel.shutdownNow();
	}

	enum State {

		CONNECTING, READY, FAILED, CLOSED

	}

	/** Knows the socket below the channel of gRPC, which does not show it. */
	static final class SocketHolder {

		private volatile @Nullable Channel channel;

		void set(Channel channel) {
			this.channel = channel;
		}

		/**
		 * Returns how many streams the picker allows (SETTINGS_MAX_CONCURRENT_STREAMS).
		 * gRPC would queue those beyond.
		 */
		int maxStreams() {
			Channel current = this.channel;
			Http2ConnectionHandler handler = (current != null) ? current.pipeline().get(Http2ConnectionHandler.class)
					: null;
			return (handler != null) ? Math.max(1, handler.connection().local().maxActiveStreams()) : Integer.MAX_VALUE;
		}

		void close() {
			Channel current = this.channel;
			if (current != null) {
				ChannelFuture _ = current.close();
			}
		}

	}

}
