package dev.penstock.discovery.loop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.port.StatusSink;
import dev.penstock.discovery.port.TableActivator;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.snapshot.SnapshotStore;
import dev.penstock.discovery.translate.Translation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is served in step with the store, on a daemon thread of its own. Signals
 * that come while a run is going on become one further run, which sees everything that
 * the store held when it began.
 */
public final class ReconcileLoop implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ReconcileLoop.class);

	/** How long {@link #close()} waits for a run that is going on. */
	private static final Duration GRACE = Duration.ofSeconds(10);

	/** How long it takes until listeners that could not be bound are tried again. */
	private static final Duration RETRY = Duration.ofSeconds(5);

	/** The generation before any run, which no snapshot has. */
	private static final long NONE = -1;

	private final SnapshotStore store;

	private final Function<ClusterSnapshot, Translation> translator;

	private final TableActivator activator;

	private final List<StatusSink> sinks;

	private final Duration retry;

	private final Semaphore signals = new Semaphore(0);

	private final AtomicBoolean started = new AtomicBoolean();

	private final Thread thread;

	private volatile boolean closed;

	/** The generation that was served last. Used by the thread alone. */
	private long served = NONE;

	/** Whether a listener of it could not be bound. Used by the thread alone. */
	private boolean incomplete;

	/**
	 * Creates a loop that does nothing until it is started, and tries listeners that
	 * could not be bound again after 5 seconds.
	 * @param store what is to be served
	 * @param translator turns snapshots into tables
	 * @param activator takes the tables
	 * @param sinks take the statuses, in this order
	 */
	public ReconcileLoop(SnapshotStore store, Function<ClusterSnapshot, Translation> translator,
			TableActivator activator, List<StatusSink> sinks) {
		this(store, translator, activator, sinks, RETRY);
	}

	ReconcileLoop(SnapshotStore store, Function<ClusterSnapshot, Translation> translator, TableActivator activator,
			List<StatusSink> sinks, Duration retry) {
		this.store = store;
		this.translator = translator;
		this.activator = activator;
		this.sinks = List.copyOf(sinks);
		this.retry = retry;
		this.thread = Thread.ofPlatform().daemon().name("penstock-reconcile").unstarted(this::run);
	}

	/**
	 * Starts the loop with a first run, whatever the store holds. To be called when the
	 * sources are complete, as the first table is one that readiness waits for. Has no
	 * effect when called again.
	 */
	public void start() {
		if (!this.closed && this.started.compareAndSet(false, true)) {
			signal();
			this.thread.start();
		}
	}

	/**
	 * Says that the store may have changed. Returns at once, may be called by any thread.
	 */
	public void signal() {
		this.signals.release();
	}

	/**
	 * Ends the loop. A run that is going on ends first, unless it takes more than 10
	 * seconds or this is called by the run itself.
	 */
	@Override
	public void close() {
		this.closed = true;
		signal();
		if (!this.thread.isAlive() || Thread.currentThread() == this.thread) {
			return;
		}
		try {
			if (!this.thread.join(GRACE)) {
				this.thread.interrupt();
			}
		}
		catch (InterruptedException _) {
			this.thread.interrupt();
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		while (!this.closed) {
			try {
				awaitSignal();
			}
			catch (InterruptedException _) {
				// Someone is tired of waiting; only close() ends the loop.
				continue;
			}
			if (!this.closed) {
				reconcile();
			}
		}
	}

	private void awaitSignal() throws InterruptedException {
		if (!this.incomplete) {
			this.signals.acquire();
		}
		else if (!this.signals.tryAcquire(this.retry.toMillis(), TimeUnit.MILLISECONDS)) {
			this.served = NONE;
		}
		this.signals.drainPermits();
	}

	private void reconcile() {
		ClusterSnapshot snapshot = this.store.snapshot();
		if (snapshot.generation() == this.served) {
			return;
		}
		Translation translation;
		try {
			translation = this.translator.apply(snapshot);
		}
		catch (RuntimeException | Error ex) {
			logger.error("Could not translate generation {}; the table before it is served on", snapshot.generation(),
					ex);
			return;
		}
		ActivationResult result = activate(translation);
		if (result instanceof ActivationResult.Active active) {
			this.served = snapshot.generation();
			this.incomplete = !active.refusedListeners().isEmpty();
		}
		this.sinks.forEach((sink) -> report(sink, translation.report(), result));
	}

	private ActivationResult activate(Translation translation) {
		long generation = translation.table().generation();
		try {
			ActivationResult result = this.activator.activate(translation.table());
			if (result instanceof ActivationResult.Refused refused) {
				logger.error("Generation {} was refused; the table before it is served on: {}", generation,
						refused.cause());
			}
			return result;
		}
		catch (RuntimeException | Error ex) {
			logger.error("Could not activate generation {}; the table before it is served on", generation, ex);
			return new ActivationResult.Refused(generation, ex.toString());
		}
	}

	private static void report(StatusSink sink, StatusReport report, ActivationResult result) {
		try {
			sink.accept(report, result);
		}
		catch (RuntimeException | Error ex) {
			logger.error("Could not report statuses to {}", sink, ex);
		}
	}

}
