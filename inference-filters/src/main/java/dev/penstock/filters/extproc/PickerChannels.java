package dev.penstock.filters.extproc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.penstock.filters.extproc.PickerConnection.State;
import dev.penstock.filters.pool.PickerView;
import dev.penstock.filters.pool.PickerView.PickerTransport;
import dev.penstock.filters.pool.UpstreamEndpoint;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connections to the replicas of all pickers that are in use. Each event loop
 * has its own, so that a request and its pick share a thread.
 */
public final class PickerChannels implements AutoCloseable {

	private final ExtProcSettings settings;

	private final EventLoopGroup loops;

	private final ConcurrentMap<ReplicaKey, PickerReplica> replicas = new ConcurrentHashMap<>();

	private final AtomicInteger turn = new AtomicInteger();

	private final PickerConnector connector;

	private volatile CompletableFuture<Void> ready = CompletableFuture.completedFuture(null);

	/**
	 * Creates an empty set.
	 * @param settings limits
	 * @param loops the event loops that serve requests; remain the caller's
	 */
	public PickerChannels(ExtProcSettings settings, EventLoopGroup loops) {
		this.settings = settings;
		this.loops = loops;
		this.connector = new PickerConnector(settings);
	}

	/**
	 * Opens connections to the replicas of the pickers that are in use and closes all
	 * others, as soon as their streams have ended.
	 * @param pickers all pickers that are in use
	 */
	public void update(Collection<PickerView.ExtProc> pickers) {
		Set<ReplicaKey> wanted = new HashSet<>();
		List<CompletableFuture<Void>> attempts = new ArrayList<>();
		for (PickerView.ExtProc picker : pickers) {
			for (UpstreamEndpoint endpoint : picker.replicas().endpoints()) {
				ReplicaKey key = ReplicaKey.of(picker.service(), endpoint, picker.transport());
				if (wanted.add(key)) {
					warm(want(key, endpoint.authority()), attempts);
				}
			}
		}
		this.ready = CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new));
		this.replicas.forEach((key, replica) -> {
			if (!wanted.contains(key)) {
				this.replicas.remove(key, replica);
				replica.retire();
			}
		});
	}

	private PickerReplica want(ReplicaKey key, String name) {
		PickerReplica replica = replica(key, name);
		while (!replica.want()) {
			replica = replica(key, name);
		}
		return replica;
	}

	private void warm(PickerReplica replica, List<CompletableFuture<Void>> attempts) {
		for (EventExecutor executor : this.loops) {
			PickerConnection connection = (executor instanceof EventLoop loop) ? replica.warm(loop) : null;
			if (connection != null) {
				CompletableFuture<Void> attempt = new CompletableFuture<>();
				attempts.add(attempt);
				connection.whenSettled(() -> attempt.complete(null));
			}
		}
	}

	/**
	 * Tells when the connections of the last {@link #update} are open, or have failed.
	 * @return completes, never with an error
	 */
	public CompletableFuture<Void> ready() {
		return this.ready.copy();
	}

	/**
	 * Describes every replica that is in use.
	 * @return the states, by Service and address
	 */
	public List<ReplicaState> replicas() {
		return this.replicas.values()
			.stream()
			.map(PickerReplica::describe)
			.sorted(Comparator.comparing(ReplicaState::service).thenComparing(ReplicaState::address))
			.toList();
	}

	/**
	 * Counts the streams that are open.
	 * @return the number
	 */
	public int streamsInFlight() {
		return this.replicas.values().stream().mapToInt((replica) -> replica.describe().streams()).sum();
	}

	/**
	 * Counts the connections, whatever their state.
	 * @return the number
	 */
	public int connections() {
		return this.replicas.values().stream().mapToInt((replica) -> replica.describe().connections()).sum();
	}

	@Override
	public void close() {
		this.replicas.values().forEach(PickerReplica::close);
		this.replicas.clear();
	}

	/**
	 * Returns the loop that the caller runs on, or any.
	 * @return an event loop
	 */
	EventLoop currentLoop() {
		return (ThreadExecutorMap.currentExecutor() instanceof EventLoop loop) ? loop : this.loops.next();
	}

	/**
	 * Takes a place for a stream: on a replica that is connected, each in turn; else on
	 * one that is being connected to; else over a further connection.
	 * @param picker the picker
	 * @param loop the event loop
	 * @param avoided a replica that is only taken if there is no other; null for none
	 * @return the lease, or null if no replica can be reached
	 */
	@Nullable PickerLease acquire(PickerView.ExtProc picker, EventLoop loop, @Nullable PickerReplica avoided) {
		List<UpstreamEndpoint> endpoints = picker.replicas().endpoints();
		List<PickerReplica> candidates = new ArrayList<>(endpoints.size());
		int first = endpoints.isEmpty() ? 0 : Math.floorMod(this.turn.getAndIncrement(), endpoints.size());
		for (int i = 0; i < endpoints.size(); i++) {
			UpstreamEndpoint endpoint = endpoints.get((first + i) % endpoints.size());
			PickerReplica replica = replica(ReplicaKey.of(picker.service(), endpoint, picker.transport()),
					endpoint.authority());
			if (replica != avoided) {
				candidates.add(replica);
			}
		}
		if (avoided != null && !avoided.isClosed()) {
			candidates.add(avoided);
		}
		PickerLease lease = first(candidates, (replica) -> replica.acquire(loop, State.READY));
		if (lease == null) {
			lease = first(candidates, (replica) -> replica.acquire(loop, State.CONNECTING));
		}
		return (lease != null) ? lease : first(candidates, (replica) -> replica.grow(loop));
	}

	private static @Nullable PickerLease first(List<PickerReplica> candidates,
			Function<PickerReplica, @Nullable PickerLease> way) {
		for (PickerReplica candidate : candidates) {
			PickerLease lease = way.apply(candidate);
			if (lease != null) {
				return lease;
			}
		}
		return null;
	}

	private PickerReplica replica(ReplicaKey key, String name) {
		PickerReplica replica = this.replicas.get(key);
		// A request of the table before may have had one made, which closed when it
		// ended.
		return (replica != null && !replica.isClosed()) ? replica
				: this.replicas.compute(key, (_, present) -> (present != null && !present.isClosed()) ? present
						: new PickerReplica(key, name, this.connector::connect));
	}

	/** Is whether a replica can be asked. */
	public enum Health {

		/** It is connected. */
		READY,

		/** It is being connected to. */
		CONNECTING,

		/** The last attempt failed; others go on in the background. */
		FAILED

	}

	/**
	 * Is what is known of a replica.
	 *
	 * @param service the picker's Service and port
	 * @param address the replica's address and port
	 * @param transport how it is spoken to
	 * @param health whether it can be asked
	 * @param connections how many connections there are
	 * @param streams how many streams are open
	 */
	public record ReplicaState(String service, String address, PickerTransport transport, Health health,
			int connections, int streams) {
	}

}
