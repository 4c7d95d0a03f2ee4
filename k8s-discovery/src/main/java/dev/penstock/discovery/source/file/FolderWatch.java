package dev.penstock.discovery.source.file;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for something to happen in folders. Where the system can't tell, it only waits.
 * Used by one thread, but closed by any.
 */
final class FolderWatch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(FolderWatch.class);

	private final @Nullable WatchService service;

	private final CountDownLatch closed = new CountDownLatch(1);

	private Set<WatchKey> keys = new HashSet<>();

	FolderWatch(FileSystem fileSystem) {
		this(open(fileSystem));
	}

	private FolderWatch(@Nullable WatchService service) {
		this.service = service;
	}

	/** Creates a watch that is never told of anything. */
	static FolderWatch untold() {
		return new FolderWatch((WatchService) null);
	}

	private static @Nullable WatchService open(FileSystem fileSystem) {
		try {
			return fileSystem.newWatchService();
		}
		catch (IOException | UnsupportedOperationException ex) {
			logger.warn("Folders can't be watched ({}); they are looked at again and again instead", ex.getMessage());
			return null;
		}
	}

	/** Tells whether the system tells of changes. */
	boolean isTold() {
		return this.service != null;
	}

	/**
	 * Watches those folders that a scan visits, and no other ones any more. A folder is
	 * watched before it is looked at, so nothing happens unseen in between.
	 */
	FolderScan scan(Function<java.util.function.Consumer<Path>, FolderScan> scan) {
		Set<WatchKey> visited = new HashSet<>();
		FolderScan result = scan.apply((folder) -> {
			WatchKey key = register(folder);
			if (key != null) {
				visited.add(key);
			}
		});
		this.keys.removeAll(visited);
		this.keys.forEach(WatchKey::cancel);
		this.keys = visited;
		return result;
	}

	private @Nullable WatchKey register(Path folder) {
		if (this.service == null) {
			return null;
		}
		try {
			return folder.register(this.service, StandardWatchEventKinds.ENTRY_CREATE,
					StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE);
		}
		catch (IOException | ClosedWatchServiceException ex) {
			logger.debug("{} can't be watched: {}", folder, ex.toString());
			return null;
		}
	}

	/**
	 * Waits until something happened.
	 * @param time the longest time to wait
	 * @return whether something happened
	 */
	boolean await(Duration time) throws InterruptedException {
		if (this.service == null) {
			pause(time);
			return false;
		}
		try {
			WatchKey key = this.service.poll(time.toNanos(), TimeUnit.NANOSECONDS);
			boolean happened = key != null;
			while (key != null) {
				key.pollEvents();
				key.reset();
				key = this.service.poll();
			}
			return happened;
		}
		catch (ClosedWatchServiceException ex) {
			return false;
		}
	}

	/** Waits, but no longer than until the watch is closed. */
	void pause(Duration time) throws InterruptedException {
		var _ = this.closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
	}

	boolean isClosed() {
		return this.closed.getCount() == 0;
	}

	@Override
	public void close() {
		this.closed.countDown();
		if (this.service != null) {
			try {
				this.service.close();
			}
			catch (IOException ex) {
				logger.debug("The watch did not close cleanly", ex);
			}
		}
	}

}
