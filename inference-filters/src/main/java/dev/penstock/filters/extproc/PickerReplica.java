package dev.penstock.filters.extproc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import dev.penstock.filters.extproc.PickerConnection.State;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Is one replica of a picker with its connections: for each event loop one, and more
 * where a connection's streams don't suffice.
 */
final class PickerReplica {

	private final ReplicaKey key;

	private final String name;

	private final BiFunction<ReplicaKey, EventLoop, PickerConnection> connector;

	private final Map<EventLoop, List<PickerConnection>> connections = new HashMap<>();

	private boolean wanted;

	/** Written under the lock; once it is true it stays so. */
	private volatile boolean closed;

	PickerReplica(ReplicaKey key, String name, BiFunction<ReplicaKey, EventLoop, PickerConnection> connector) {
		this.key = key;
		this.name = name;
		this.connector = connector;
	}

	ReplicaKey key() {
		return this.key;
	}

	String name() {
		return this.name;
	}

	/**
	 * Sees to it that a loop has a connection.
	 * @param loop the event loop
	 * @return the first connection of the loop, or null if the replica is closed
	 */
	@Nullable PickerConnection warm(EventLoop loop) {
		PickerConnection opened;
		synchronized (this) {
			if (this.closed) {
				return null;
			}
			List<PickerConnection> list = this.connections.computeIfAbsent(loop, (_) -> new ArrayList<>(1));
			if (!list.isEmpty()) {
				return list.getFirst();
			}
			opened = this.connector.apply(this.key, loop);
			list.add(opened);
		}
		opened.open();
		return opened;
	}

	/**
	 * Takes a place for a stream on a connection that is in a state.
	 * @param loop the event loop
	 * @param wantedState which connections will do: READY, or CONNECTING
	 * @return the lease, or null if there is no such connection with a place left
	 */
	@Nullable PickerLease acquire(EventLoop loop, State wantedState) {
		if (warm(loop) == null) {
			return null;
		}
		PickerLease lease = null;
		boolean spare = false;
		for (PickerConnection connection : snapshot(loop)) {
			State state = connection.state();
			if (lease == null && state == wantedState && connection.tryAcquire()) {
				lease = new PickerLease(this, connection);
			}
			spare |= !connection.nearlyFull() && (state == State.READY || state == State.CONNECTING);
		}
		if (lease != null && !spare && wantedState == State.READY) {
			// Connected by the time it is needed.
			add(loop);
		}
		return lease;
	}

	/**
	 * Opens a further connection where all places are taken.
	 * @param loop the event loop
	 * @return a lease on it, or null if the replica is away
	 */
	@Nullable PickerLease grow(EventLoop loop) {
		boolean usable = snapshot(loop).stream()
			.map(PickerConnection::state)
			.anyMatch((state) -> state == State.READY || state == State.CONNECTING);
		PickerConnection opened = usable ? add(loop) : null;
		return (opened != null && opened.tryAcquire()) ? new PickerLease(this, opened) : null;
	}

	private @Nullable PickerConnection add(EventLoop loop) {
		PickerConnection opened;
		synchronized (this) {
			if (this.closed) {
				return null;
			}
			opened = this.connector.apply(this.key, loop);
			this.connections.computeIfAbsent(loop, (_) -> new ArrayList<>(1)).add(opened);
		}
		opened.open();
		return opened;
	}

	private synchronized List<PickerConnection> snapshot(EventLoop loop) {
		return List.copyOf(this.connections.getOrDefault(loop, List.of()));
	}

	private synchronized List<PickerConnection> snapshot() {
		return this.connections.values().stream().flatMap(List::stream).toList();
	}

	/** Is told that a stream ended: connections that are no longer needed are closed. */
	void released(PickerConnection connection) {
		List<PickerConnection> surplus = List.of();
		synchronized (this) {
			if (!this.wanted) {
				if (snapshot().stream().allMatch((one) -> one.streams() == 0)) {
					this.closed = true;
					surplus = snapshot();
					this.connections.clear();
				}
			}
			else if (connection.streams() == 0) {
				List<PickerConnection> list = this.connections.getOrDefault(connection.loop(), List.of());
				long spare = list.stream().filter((one) -> one != connection && one.streams() == 0).count();
				if (list.size() > 1 && spare > 0 && list.getFirst() != connection) {
					list.remove(connection);
					surplus = List.of(connection);
				}
			}
		}
		surplus.forEach(PickerConnection::close);
	}

	/**
	 * Keeps the replica from being closed by the end of its last stream.
	 * @return whether that was not too late
	 */
	synchronized boolean want() {
		this.wanted = !this.closed;
		return this.wanted;
	}

	/** Closes the connections once their streams have ended. */
	void retire() {
		List<PickerConnection> idle = List.of();
		synchronized (this) {
			this.wanted = false;
			if (snapshot().stream().allMatch((one) -> one.streams() == 0)) {
				this.closed = true;
				idle = snapshot();
				this.connections.clear();
			}
		}
		idle.forEach(PickerConnection::close);
	}

	/** Closes the connections now. */
	void close() {
		List<PickerConnection> all;
		synchronized (this) {
			this.closed = true;
			all = snapshot();
			this.connections.clear();
		}
		all.forEach(PickerConnection::close);
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Describes the replica.
	 * @return its state
	 */
	PickerChannels.ReplicaState describe() {
		List<PickerConnection> all = snapshot();
		int streams = all.stream().mapToInt(PickerConnection::streams).sum();
		List<State> states = all.stream().map(PickerConnection::state).toList();
		PickerChannels.Health health;
		if (states.contains(State.READY)) {
			health = PickerChannels.Health.READY;
		}
		else if (states.contains(State.FAILED)) {
			health = PickerChannels.Health.FAILED;
		}
		else {
			health = PickerChannels.Health.CONNECTING;
		}
		return new PickerChannels.ReplicaState(this.key.service(), this.name, this.key.transport(), health, all.size(),
				streams);
	}

}
