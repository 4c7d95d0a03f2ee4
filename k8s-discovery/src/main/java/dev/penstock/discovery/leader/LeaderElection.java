package dev.penstock.discovery.leader;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in the election of a leader by a Lease, until it is closed; whoever loses
 * the Lease stands again. When it is closed the Lease is given back, so that another one
 * need not wait until it ends.
 */
public final class LeaderElection implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LeaderElection.class);

	private final LeaderElector elector;

	private final LeaderElectionSettings settings;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final ExecutorService executor = Executors
		.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("penstock-election").factory());

	private volatile boolean leading;

	private volatile boolean closed;

	private volatile @Nullable String leader;

	private @Nullable CompletableFuture<?> candidacy;

	/**
	 * Creates a candidate.
	 * @param client the client
	 * @param settings the Lease and its times
	 */
	public LeaderElection(KubernetesClient client, LeaderElectionSettings settings) {
		this.settings = settings;
		LeaderElectionConfig config = new LeaderElectionConfig(
				new LeaseLock(settings.namespace(), settings.lease(), settings.identity()), settings.leaseDuration(),
				settings.renewDeadline(), settings.retryPeriod(),
				new LeaderCallbacks(this::started, this::stopped, this::elected), true, settings.lease());
		this.elector = new LeaderElector(client, config, this.executor);
	}

	/**
	 * Asks to be told when this process begins to lead. To be called before the start.
	 * @param listener is run by a thread of the election, and must return soon
	 */
	public void onLead(Runnable listener) {
		this.listeners.add(listener);
	}

	/** Stands for election. */
	public synchronized void start() {
		if (!this.closed) {
			this.candidacy = this.elector.start();
			this.candidacy.whenComplete((_, _) -> standAgain());
		}
	}

	/**
	 * Tells whether this process leads.
	 * @return whether it does
	 */
	public boolean leading() {
		return this.leading;
	}

	/**
	 * Returns who leads, as far as is known.
	 * @return the identity of the leader; null if none is known
	 */
	public @Nullable String leader() {
		return this.leader;
	}

	/**
	 * Returns who this process is in the election.
	 * @return the identity
	 */
	public String identity() {
		return this.settings.identity();
	}

	@Override
	public void close() {
		CompletableFuture<?> current;
		synchronized (this) {
			this.closed = true;
			this.leading = false;
			current = this.candidacy;
		}
		if (current != null) {
			current.cancel(true);
		}
		this.executor.close();
	}

	private void standAgain() {
		if (!this.closed) {
			logger.warn("The election of a leader has ended for {}; it stands again", this.settings.identity());
			CompletableFuture
				.delayedExecutor(this.settings.retryPeriod().toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
				.execute(this::start);
		}
	}

	private void started() {
		logger.info("{} leads now", this.settings.identity());
		this.leading = true;
		this.listeners.forEach(Runnable::run);
	}

	private void stopped() {
		this.leading = false;
		logger.info("{} no longer leads", this.settings.identity());
	}

	private void elected(String identity) {
		this.leader = identity;
		if (!identity.equals(this.settings.identity())) {
			logger.info("{} leads", identity);
		}
	}

	/**
	 * Is which Lease decides, and its times.
	 *
	 * @param namespace the Lease's namespace
	 * @param lease its name
	 * @param identity who this process is
	 * @param leaseDuration how long the others wait for a leader that says nothing
	 * @param renewDeadline after which time without renewal the leader stops leading
	 * @param retryPeriod how often each tries
	 */
	public record LeaderElectionSettings(String namespace, String lease, String identity, Duration leaseDuration,
			Duration renewDeadline, Duration retryPeriod) {
	}

}
