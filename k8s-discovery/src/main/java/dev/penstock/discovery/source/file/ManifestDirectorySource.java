package dev.penstock.discovery.source.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.snapshot.SnapshotStore;
import dev.penstock.discovery.source.LocatedProblem;
import dev.penstock.discovery.source.ResourceSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a folder of manifests and follows its changes: those that the system tells of,
 * and by a look at all files once a second those that it doesn't. A change is in the
 * store, as one batch, well within 200 ms of its last write; writes that follow each
 * other more closely than {@value #QUIET_MILLIS} ms are one change, unless they go on for
 * longer than {@value #LONGEST_CHANGE_MILLIS} ms.
 */
public final class ManifestDirectorySource implements ResourceSource {

	private static final Logger logger = LoggerFactory.getLogger(ManifestDirectorySource.class);

	/** Keeps a busy file that is no manifest from keeping this busy. */
	private static final Duration BREATH = Duration.ofMillis(10);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

	private final Path folder;

	private final SnapshotStore store;

	private final Runnable listener;

	private final FolderWatch watch;

	private final Timing timing;

	private final ProblemLog problemLog = new ProblemLog();

	private final Thread thread = Thread.ofPlatform().name("manifests").daemon().unstarted(this::follow);

	private FolderScan applied = FolderScan.NOTHING;

	private volatile @Nullable ManifestCatalog catalog;

	/**
	 * Creates a source.
	 * @param folder the folder
	 * @param store where objects go
	 * @param listener is called after the first batch and after each that changed
	 * something, by one thread at a time
	 */
	public ManifestDirectorySource(Path folder, SnapshotStore store, Runnable listener) {
		this(folder, store, listener, new FolderWatch(folder.getFileSystem()), Timing.DEFAULT);
	}

	ManifestDirectorySource(Path folder, SnapshotStore store, Runnable listener, FolderWatch watch, Timing timing) {
		this.folder = folder;
		this.store = store;
		this.listener = listener;
		this.watch = watch;
		this.timing = timing;
	}

	/**
	 * Reads the folder, applies the first batch and begins to follow changes.
	 * @throws ManifestDirectoryException if there is no such folder
	 */
	@Override
	public void start() {
		ManifestCatalog.requireFolder(this.folder);
		FolderScan scan = scan();
		apply(scan, ManifestCatalog.load(this.folder, scan, new TreeMap<>()));
		this.thread.start();
	}

	@Override
	public void stop() {
		this.watch.close();
		try {
			boolean started = this.thread.getState() != Thread.State.NEW;
			if (started && Thread.currentThread() != this.thread && !this.thread.join(STOP_TIMEOUT)) {
				logger.warn("Reading {} has not ended after {} s", this.folder, STOP_TIMEOUT.toSeconds());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean synced() {
		return this.catalog != null;
	}

	/**
	 * Returns what was read last. Safe for use by any thread.
	 * @return the catalog, or null before the first batch
	 */
	public @Nullable ManifestCatalog catalog() {
		return this.catalog;
	}

	/**
	 * Returns what is wrong with the manifests. Safe for use by any thread.
	 * @return the problems, sorted by file and line
	 */
	public List<LocatedProblem> problems() {
		ManifestCatalog current = this.catalog;
		return (current != null) ? current.problems() : List.of();
	}

	private void follow() {
		while (!this.watch.isClosed()) {
			try {
				boolean told = this.watch.await(this.watch.isTold() ? this.timing.look : this.timing.untoldLook);
				if (!this.watch.isClosed()) {
					look(told);
				}
			}
			catch (InterruptedException ex) {
				return;
			}
			catch (RuntimeException ex) {
				logger.error("Reading {} failed; what was read before stays", this.folder, ex);
			}
		}
	}

	private void look(boolean told) throws InterruptedException {
		FolderScan scan = scan();
		boolean same = scan.equals(this.applied);
		if (same && !isFresh()) {
			this.watch.pause(told ? BREATH : Duration.ZERO);
			return;
		}
		long end = System.nanoTime() + this.timing.longest.toNanos();
		FolderScan settled = same ? scan : settle(scan, end);
		ManifestCatalog read = ManifestCatalog.load(this.folder, settled, files());
		FolderScan after = scan();
		while (!after.equals(settled) && System.nanoTime() < end && !this.watch.isClosed()) {
			// It changed while it was read: what was read may be half of a change.
			settled = settle(after, end);
			read = ManifestCatalog.load(this.folder, settled, files());
			after = scan();
		}
		if (!this.watch.isClosed()) {
			apply(settled, read);
		}
	}

	/** Waits until nothing changes any more, or until the end. */
	private FolderScan settle(FolderScan first, long end) throws InterruptedException {
		FolderScan scan = first;
		long lastChange = System.nanoTime();
		while (!this.watch.isClosed()) {
			long now = System.nanoTime();
			long left = Math.min(lastChange + quiet(scan).toNanos(), end) - now;
			if (left <= 0) {
				return scan;
			}
			if (this.watch.await(Duration.ofNanos(left))) {
				this.watch.pause(BREATH);
			}
			FolderScan next = scan();
			if (!next.equals(scan)) {
				lastChange = System.nanoTime();
				scan = next;
			}
		}
		return scan;
	}

	private Duration quiet(FolderScan scan) {
		SortedMap<String, LoadedFile> files = files();
		boolean emptied = scan.files().entrySet().stream().anyMatch((entry) -> {
			LoadedFile before = files.get(entry.getKey());
			return entry.getValue().size() == 0 && before != null && !before.objects().isEmpty();
		});
		return emptied ? this.timing.emptiedQuiet : this.timing.quiet;
	}

	private void apply(FolderScan scan, ManifestCatalog read) {
		ManifestCatalog before = this.catalog;
		SortedMap<ResourceKey, Resource> old = (before != null) ? before.resources() : new TreeMap<>();
		List<Resource> changed = new ArrayList<>();
		read.resources().forEach((key, resource) -> {
			if (!resource.equals(old.get(key))) {
				changed.add(resource);
			}
		});
		List<ResourceKey> removed = old.keySet().stream().filter((key) -> !read.resources().containsKey(key)).toList();
		boolean differs = this.store.apply(changed, removed);
		this.applied = scan;
		this.catalog = read;
		this.problemLog.update(read.problems());
		if (before == null) {
			logger.info("Read {} objects from {} files in {}", read.resources().size(), read.fileCount(), this.folder);
		}
		else if (differs) {
			logger.info("Read a change of {}: {} objects new or changed, {} gone", this.folder, changed.size(),
					removed.size());
		}
		if (differs || before == null) {
			this.listener.run();
		}
	}

	private FolderScan scan() {
		return this.watch.scan((folders) -> FolderScan.of(this.folder, folders));
	}

	private boolean isFresh() {
		ManifestCatalog current = this.catalog;
		return current != null && current.isFresh();
	}

	private SortedMap<String, LoadedFile> files() {
		ManifestCatalog current = this.catalog;
		return (current != null) ? current.files() : new TreeMap<>();
	}

	/**
	 * Is how long it waits for what.
	 *
	 * @param quiet how long nothing changes before a change has ended
	 * @param emptiedQuiet the same where a file has just been emptied, which is probably
	 * about to be filled again
	 * @param longest how long a change may go on before it is read nevertheless
	 * @param look how often all files are looked at
	 * @param untoldLook the same where the system doesn't tell of changes
	 */
	record Timing(Duration quiet, Duration emptiedQuiet, Duration longest, Duration look, Duration untoldLook) {

		static final Timing DEFAULT = new Timing(Duration.ofMillis(50), Duration.ofMillis(120), Duration.ofSeconds(2),
				Duration.ofSeconds(1), Duration.ofMillis(100));

	}

}
