package dev.penstock.discovery.source.kube;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.ObservedStatuses;
import dev.penstock.discovery.snapshot.SnapshotStore;
import dev.penstock.discovery.source.ResourceSource;
import dev.penstock.discovery.source.kube.ReadObject.RawObject;
import dev.penstock.discovery.source.kube.ReadObject.Statuses;
import dev.penstock.discovery.source.kube.ResourceWatch.Timing;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a cluster and follows its changes, as {@link WatchPlan} says. Everything that the
 * watches tell comes together on one thread; what comes within {@value #QUIET_MILLIS} ms
 * of each other is one batch. While the API server is away, what was read last stays.
 */
public final class ClusterSource implements ResourceSource, ObservedStatuses {

	private static final Logger logger = LoggerFactory.getLogger(ClusterSource.class);

	/** How long nothing comes before a batch ends. */
	private static final long QUIET_MILLIS = 5;

	/** How long a batch may go on. */
	private static final long LONGEST_MILLIS = 50;

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

	private final WatchScope scope;

	private final SnapshotStore store;

	private final Runnable listener;

	private final Timing timing;

	private final SourceLog log;

	private final Statuses statuses;

	private final LinkedBlockingQueue<Runnable> news = new LinkedBlockingQueue<>();

	private final ResourceWatch.Common common;

	private final HeldObjects held = new HeldObjects();

	private final Map<Interest, ResourceWatch> watches = new HashMap<>();

	private final WatchLedger ledger;

	private final Publication publication;

	private final Map<ResourceKey, ObservedStatus> observed = new ConcurrentHashMap<>();

	private final List<Consumer<ResourceKey>> statusListeners = new CopyOnWriteArrayList<>();

	private final Thread thread = Thread.ofPlatform().name("cluster").daemon().unstarted(this::follow);

	private WatchPlan plan;

	/** What the plan wants. */
	private Set<Interest> wanted;

	/** What is needed by what can be seen, which may be older than the plan. */
	private Set<Interest> retained = Set.of();

	/** Whether a watch goes on until another has taken its place. */
	private boolean retiring;

	private volatile boolean synced;

	private volatile boolean stopped;

	/**
	 * Creates a source.
	 * @param client how the cluster is reached
	 * @param scope what it is read for
	 * @param store where objects go
	 * @param listener is called after the first batch and after each that changed
	 * something, by one thread at a time
	 */
	public ClusterSource(KubernetesClient client, WatchScope scope, SnapshotStore store, Runnable listener) {
		this(client, scope, store, listener, Timing.DEFAULT);
	}

	ClusterSource(KubernetesClient client, WatchScope scope, SnapshotStore store, Runnable listener, Timing timing) {
		ClusterApi api = new ClusterApi(client);
		this.scope = scope;
		this.store = store;
		this.listener = listener;
		this.timing = timing;
		this.log = new SourceLog(api.server());
		this.statuses = (scope instanceof WatchScope.Controller) ? Statuses.KEPT : Statuses.DROPPED;
		this.common = new ResourceWatch.Common(api, this.statuses, lookedAt(scope),
				(item) -> this.news.add(() -> take(item)), timing);
		this.ledger = new WatchLedger(timing);
		this.publication = new Publication(timing);
		this.plan = WatchPlan.of(scope, List.of());
		this.wanted = this.plan.wanted();
	}

	/**
	 * A proxy leaves out the routes and ListenerSets of other Gateways before it decodes
	 * them.
	 */
	private static BiPredicate<ClusterKind, RawObject> lookedAt(WatchScope scope) {
		return switch (scope) {
			case WatchScope.Controller _ -> (_, _) -> true;
			case WatchScope.OneGateway(ResourceKey gateway, boolean _) ->
				(kind, raw) -> kind.has(ClusterKind.Trait.ATTACHES)
						? Parents.mayName(raw.content(), raw.namespace(), gateway)
						: kind != ClusterKind.LISTENER_SET || Parents.names(raw.content(), raw.namespace(), gateway);
		};
	}

	/**
	 * Begins to read, and returns at once: {@link #synced()} tells when everything is
	 * there, and so does the first call of the listener.
	 */
	@Override
	public void start() {
		this.thread.start();
	}

	@Override
	public void stop() {
		this.stopped = true;
		this.news.add(() -> {
		});
		try {
			boolean started = this.thread.getState() != Thread.State.NEW;
			if (started && Thread.currentThread() != this.thread && !this.thread.join(STOP_TIMEOUT)) {
				logger.warn("Reading the cluster has not ended after {} s", STOP_TIMEOUT.toSeconds());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean synced() {
		return this.synced;
	}

	/**
	 * Returns what is wrong with what was read and with reading it. Safe for use by any
	 * thread.
	 * @return a line for each problem
	 */
	public List<String> problems() {
		return this.log.lines();
	}

	@Override
	public @Nullable ObservedStatus observed(ResourceKey key) {
		return this.observed.get(key);
	}

	@Override
	public void onChange(Consumer<ResourceKey> listener) {
		this.statusListeners.add(listener);
	}

	private void follow() {
		adjust();
		while (!this.stopped) {
			try {
				batch();
			}
			catch (InterruptedException _) {
				// Only stop() ends it.
			}
			catch (RuntimeException ex) {
				logger.error("Reading the cluster failed; what was read before stays", ex);
			}
		}
		this.watches.values().forEach(ResourceWatch::stop);
	}

	private void batch() throws InterruptedException {
		long wait = this.ledger.millisToDeadline();
		Runnable first = this.news.poll(wait, TimeUnit.MILLISECONDS);
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_MILLIS);
		while (first != null && !this.stopped) {
			run(first);
			long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			first = (left > 0) ? this.news.poll(Math.min(left, QUIET_MILLIS), TimeUnit.MILLISECONDS) : null;
		}
		if (!this.stopped) {
			publish();
		}
	}

	private static void run(Runnable item) {
		try {
			item.run();
		}
		catch (RuntimeException ex) {
			logger.error("Could not take what was read; other objects are not affected", ex);
		}
	}

	private void take(WatchNews item) {
		if (!this.watches.containsKey(item.watch())) {
			// It has been stopped meanwhile.
			return;
		}
		switch (item) {
			case WatchNews.Listed(Interest watch, Set<Interest> served, List<ReadObject> objects) -> {
				this.held.replace(watch, objects);
				this.ledger.listed(watch, served);
				this.log.answered(watch);
			}
			case WatchNews.Changed(Interest watch, ReadObject object) -> this.held.put(watch, object);
			case WatchNews.Gone(Interest watch, ResourceKey key) -> this.held.remove(watch, key);
			case WatchNews.Fetched(Interest watch, Interest interest, List<ReadObject> objects) -> {
				objects.forEach((object) -> this.held.put(watch, object));
				this.ledger.read(interest);
			}
			case WatchNews.Refused(Interest watch, WatchNews.Refusal refusal) -> {
				if (refusal == WatchNews.Refusal.MISSING) {
					this.held.replace(watch, List.of());
				}
				this.ledger.refused(watch, refusal);
				this.log.refused(watch, refusal);
			}
			case WatchNews.Away(Interest watch, String cause) -> this.log.away(watch, cause);
			case WatchNews.Back(Interest watch) -> this.log.back(watch);
		}
	}

	private void publish() {
		boolean replan = takeTouched();
		if (replan) {
			this.plan = WatchPlan.of(this.scope, this.held.resources());
			this.wanted = this.plan.wanted();
		}
		if (replan || this.retiring) {
			adjust();
		}
		if (!this.synced && !this.ledger.isComplete(this.plan)) {
			return;
		}
		Publication.Batch batch = this.publication.take(this.plan, this.ledger, this.held);
		boolean holding = this.publication.isHolding();
		if (!holding && !this.retained.equals(this.wanted)) {
			this.retained = this.wanted;
			adjust();
			takeTouched();
			batch = batch.then(this.publication.take(this.plan, this.ledger, this.held));
		}
		else if (holding && replan) {
			this.retained = union();
		}
		apply(batch);
	}

	private void apply(Publication.Batch batch) {
		boolean differs = this.store.apply(batch.changed(), batch.removed());
		if (!this.synced) {
			this.synced = true;
			logger.info("Read {} objects from {}", batch.changed().size(), this.common.api().server());
			this.listener.run();
		}
		else if (differs) {
			this.listener.run();
		}
	}

	/** Passes on what came. Tells whether it may make other objects necessary. */
	private boolean takeTouched() {
		this.held.takeTouched().forEach(this::note);
		Set<ResourceKey> changed = this.held.takeChanged();
		this.publication.touch(changed);
		return changed.stream().anyMatch((key) -> !refersToNothing(key));
	}

	private Set<Interest> union() {
		Set<Interest> union = new HashSet<>(this.wanted);
		union.addAll(this.retained);
		return union;
	}

	private static boolean refersToNothing(ResourceKey key) {
		ClusterKind kind = ClusterKind.of(key.kind());
		return kind != null && kind.makesNothingNecessary();
	}

	/** Keeps the status and what is wrong with an object that was touched. */
	private void note(ResourceKey key) {
		ReadObject object = this.held.get(key);
		this.log.object(key, object);
		ClusterKind kind = ClusterKind.of(key.kind());
		if (this.statuses == Statuses.DROPPED || kind == null || !kind.has(ClusterKind.Trait.HAS_STATUS)) {
			return;
		}
		ObservedStatus before = (object != null)
				? this.observed.put(key, new ObservedStatus(object.version(), object.status()))
				: this.observed.remove(key);
		if (before == null || object == null || !before.status().equals(object.status())) {
			this.statusListeners.forEach((told) -> told.accept(key));
		}
	}

	/** Starts the watches that are missing and stops those that serve nobody. */
	private void adjust() {
		Set<Interest> all = union();
		Map<Interest, Set<Interest>> planned = WatchPlan.watches(all);
		planned.forEach((target, served) -> {
			ResourceWatch running = this.watches.get(target);
			if (running == null) {
				this.ledger.started(target, served);
				ResourceWatch started = new ResourceWatch(target, served, this.common);
				this.watches.put(target, started);
				started.start();
			}
			else if (this.ledger.serves(target, served)) {
				InterestFilter filter = new InterestFilter(served);
				this.held.retain(target, (key) -> keeps(filter, key));
				running.serve(served);
			}
		});
		Map<Interest, ResourceWatch> idle = new HashMap<>(this.watches);
		idle.keySet().removeAll(planned.keySet());
		this.retiring = false;
		idle.forEach((target, watch) -> {
			// One that another takes the place of stays until the other has read all.
			if (this.ledger.mayStop(target, all)) {
				watch.stop();
				this.watches.remove(target);
				this.ledger.stopped(target);
				this.log.stopped(target);
				this.held.retain(target, (_) -> false);
			}
			else {
				this.retiring = true;
			}
		});
	}

	private boolean keeps(InterestFilter filter, ResourceKey key) {
		ReadObject object = this.held.get(key);
		return object != null && object.resource() != null
				&& filter.keeps(key.name(), object.resource().metadata().labels());
	}

}
