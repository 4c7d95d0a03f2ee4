package dev.penstock.discovery.source.kube;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.source.kube.ClusterApi.Event;
import dev.penstock.discovery.source.kube.ClusterApi.Watch;
import dev.penstock.discovery.source.kube.ReadObject.RawObject;
import dev.penstock.discovery.source.kube.ReadObject.Statuses;
import dev.penstock.discovery.source.kube.WatchNews.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists objects once and then follows them, on a virtual thread of its own, until it is
 * stopped. A connection that ends is taken up again where it was; only where the API
 * server no longer knows what came since are the objects listed again.
 */
final class ResourceWatch {

	private static final Logger logger = LoggerFactory.getLogger(ResourceWatch.class);

	/** How long one request goes on at least, and at most twice as long. */
	private static final Duration LIFETIME = Duration.ofMinutes(5);

	/** How often a kind that was there must be missing before it is taken for gone. */
	private static final int MISSES = 4;

	private final Interest target;

	private final ClusterApi api;

	private final Statuses statuses;

	private final BiPredicate<ClusterKind, RawObject> scope;

	private final Consumer<WatchNews> news;

	private final Timing timing;

	private final CountDownLatch stopped = new CountDownLatch(1);

	/** The objects that were told of, where not all of them are. */
	private final Set<ResourceKey> told = ConcurrentHashMap.newKeySet();

	private volatile InterestFilter filter;

	private volatile @Nullable Watch current;

	private volatile @Nullable String from;

	private volatile int version;

	private volatile boolean away;

	/** Whether the kind has been there. */
	private boolean listed;

	private int misses;

	/**
	 * Creates a watch that does nothing until it is started.
	 * @param target what it asks for
	 * @param served whom it serves
	 * @param source what all watches have in common
	 */
	ResourceWatch(Interest target, Set<Interest> served, Common source) {
		this.target = target;
		this.filter = new InterestFilter(served);
		this.api = source.api();
		this.statuses = source.statuses();
		this.scope = source.scope();
		this.news = source.news();
		this.timing = source.timing();
	}

	void start() {
		Thread.ofVirtual().name("watch " + this.target.text()).start(this::run);
	}

	void stop() {
		this.stopped.countDown();
		Watch watch = this.current;
		if (watch != null) {
			watch.close();
		}
	}

	/**
	 * Serves others from now on. What the new ones want is fetched, as it may have been
	 * there before.
	 */
	void serve(Set<Interest> interests) {
		Set<Interest> before = this.filter.interests();
		this.filter = new InterestFilter(interests);
		for (Interest interest : interests) {
			if (!before.contains(interest)) {
				Thread.ofVirtual().name("fetch " + interest.text()).start(() -> fetch(interest));
			}
		}
	}

	private void run() {
		Backoff backoff = new Backoff(this.timing.first(), this.timing.limit());
		Backoff refused = new Backoff(this.timing.first(), this.timing.refusedLimit());
		while (!isStopped()) {
			try {
				follow(backoff, refused);
			}
			catch (InterruptedException _) {
				return;
			}
			catch (ApiFailure failure) {
				pause(failed(failure, backoff, refused));
			}
			catch (RuntimeException ex) {
				logger.error("Watching {} failed; it is tried again", this.target.text(), ex);
				this.from = null;
				pause(backoff.next());
			}
		}
	}

	private void follow(Backoff backoff, Backoff refused) throws ApiFailure, InterruptedException {
		if (this.from == null) {
			String apiVersion = apiVersion();
			InterestFilter now = this.filter;
			List<ReadObject> objects = new ArrayList<>();
			Set<ResourceKey> keys = ConcurrentHashMap.newKeySet();
			String listed = this.api.list(this.target, versionName(), (raw) -> {
				if (keeps(now, raw)) {
					objects.add(ReadObject.of(this.target.kind(), apiVersion, raw, this.statuses));
					keys.add(raw.key(this.target.kind()));
				}
			});
			this.told.clear();
			this.told.addAll(keys);
			this.from = listed;
			this.listed = true;
			this.misses = 0;
			tell(new WatchNews.Listed(this.target, now.interests(), objects));
			refused.reset();
		}
		answered();
		Watch watch = new Watch(this.target, versionName(), this.from);
		this.current = watch;
		if (isStopped()) {
			return;
		}
		long begun = System.nanoTime();
		long lifetime = LIFETIME.toSeconds() + ThreadLocalRandom.current().nextLong(LIFETIME.toSeconds());
		try {
			this.api.watch(watch, Duration.ofSeconds(lifetime), (event) -> {
				answered();
				take(event);
			});
		}
		finally {
			// One that ends at once, again and again, must not keep both sides busy.
			if (System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(1)) {
				backoff.reset();
			}
		}
		pause(backoff.next());
	}

	private void answered() {
		if (this.away) {
			this.away = false;
			tell(new WatchNews.Back(this.target));
		}
	}

	private void take(Event event) throws ApiFailure {
		RawObject raw = event.object();
		switch (event.type()) {
			case "ADDED", "MODIFIED" -> {
				ResourceKey key = raw.key(this.target.kind());
				if (keeps(raw)) {
					this.told.add(key);
					tell(new WatchNews.Changed(this.target,
							ReadObject.of(this.target.kind(), apiVersion(), raw, this.statuses)));
				}
				else if (this.told.remove(key)) {
					tell(new WatchNews.Gone(this.target, key));
				}
				this.from = raw.version();
			}
			case "DELETED" -> {
				ResourceKey key = raw.key(this.target.kind());
				if (this.told.remove(key) || keeps(raw)) {
					tell(new WatchNews.Gone(this.target, key));
				}
				this.from = raw.version();
			}
			case "BOOKMARK" -> this.from = raw.version();
			case "ERROR" -> {
				int code = (raw.content().get("code") instanceof Number number) ? number.intValue() : ApiFailure.NONE;
				throw new ApiFailure(code, String.valueOf(raw.content().get("message")));
			}
			default -> logger.debug("Event of unknown type {}", event.type());
		}
	}

	/** Tells whether an object is one of those that are wanted, before it is decoded. */
	private boolean keeps(RawObject raw) {
		return keeps(this.filter, raw);
	}

	private boolean keeps(InterestFilter filter, RawObject raw) {
		return this.scope.test(this.target.kind(), raw) && filter.keeps(raw.name(), raw.labels());
	}

	/** Returns how long to wait. */
	private Duration failed(ApiFailure failure, Backoff backoff, Backoff refused) {
		if (isStopped()) {
			return Duration.ZERO;
		}
		return switch (failure.status()) {
			case ApiFailure.GONE -> {
				// What came since is forgotten, so all of it is read again.
				this.from = null;
				yield backoff.next();
			}
			case ApiFailure.NOT_FOUND -> missing(refused);
			case ApiFailure.FORBIDDEN -> {
				tell(new WatchNews.Refused(this.target, Refusal.FORBIDDEN));
				yield refused.next();
			}
			default -> {
				this.away = true;
				tell(new WatchNews.Away(this.target, String.valueOf(failure.getMessage())));
				yield backoff.next();
			}
		};
	}

	/** Looks for the kind in its next version, and again later if there is none. */
	private Duration missing(Backoff refused) {
		this.from = null;
		int next = this.version + 1;
		if (next < this.target.kind().versions().size()) {
			this.version = next;
			return Duration.ZERO;
		}
		this.version = 0;
		this.misses++;
		// An API server that has just started may not know all kinds yet.
		if (!this.listed || this.misses >= MISSES) {
			this.told.clear();
			tell(new WatchNews.Refused(this.target, Refusal.MISSING));
		}
		return refused.next();
	}

	private void fetch(Interest interest) {
		Backoff backoff = new Backoff(this.timing.first(), this.timing.limit());
		while (!isStopped() && this.filter.interests().contains(interest)) {
			try {
				String apiVersion = apiVersion();
				List<ReadObject> objects = new ArrayList<>();
				this.api.list(interest, versionName(), (raw) -> {
					this.told.add(raw.key(this.target.kind()));
					objects.add(ReadObject.of(this.target.kind(), apiVersion, raw, this.statuses));
				});
				tell(new WatchNews.Fetched(this.target, interest, objects));
				return;
			}
			catch (ApiFailure failure) {
				logger.debug("Fetching {} failed: {}", interest.text(), failure.getMessage());
				pause(backoff.next());
			}
			catch (InterruptedException _) {
				return;
			}
		}
	}

	private String versionName() {
		return this.target.kind().versions().get(this.version);
	}

	private String apiVersion() {
		return this.target.kind().apiVersion(versionName());
	}

	private void tell(WatchNews item) {
		if (!isStopped()) {
			this.news.accept(item);
		}
	}

	private boolean isStopped() {
		return this.stopped.getCount() == 0;
	}

	private void pause(Duration time) {
		try {
			var _ = this.stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException _) {
			this.stopped.countDown();
		}
	}

	/**
	 * Is what all watches have in common.
	 *
	 * @param api who is asked
	 * @param statuses whether statuses are kept
	 * @param scope tells which objects are looked at, before they are decoded
	 * @param news is told what happens, and returns at once
	 * @param timing how long to wait
	 */
	record Common(ClusterApi api, Statuses statuses, BiPredicate<ClusterKind, RawObject> scope,
			Consumer<WatchNews> news, Timing timing) {
	}

	/**
	 * Is how long to wait.
	 *
	 * @param first before the first further attempt
	 * @param limit at most, where the API server is away
	 * @param refusedLimit at most, where it refuses
	 * @param late for watches that an object makes necessary, before it is served without
	 * @param lateAtStart the same before the first batch
	 */
	record Timing(Duration first, Duration limit, Duration refusedLimit, Duration late, Duration lateAtStart) {

		static final Timing DEFAULT = new Timing(Duration.ofMillis(200), Duration.ofSeconds(8), Duration.ofSeconds(5),
				Duration.ofSeconds(2), Duration.ofSeconds(10));

	}

}
