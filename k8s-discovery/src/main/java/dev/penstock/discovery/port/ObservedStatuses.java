package dev.penstock.discovery.port;

import java.util.Map;
import java.util.function.Consumer;

import dev.penstock.discovery.model.ResourceKey;
import org.jspecify.annotations.Nullable;

/**
 * Tells which statuses the API server holds. They are no part of the snapshot: a status
 * that changes alone makes no new generation. Safe for use by several threads.
 */
public interface ObservedStatuses {

	/**
	 * Returns the newest status of an object that was seen.
	 * @param key the object
	 * @return its status; null where there is no such object, or where it is of a kind
	 * whose status Penstock does not write
	 */
	@Nullable ObservedStatus observed(ResourceKey key);

	/**
	 * Asks to be told of each object whose status has changed, has come, or is gone. The
	 * listener is called by a thread of the source, in no particular order with changes
	 * of the snapshot, and must return at once.
	 * @param listener is told the object
	 */
	void onChange(Consumer<ResourceKey> listener);

	/**
	 * Is the status of an object.
	 *
	 * @param resourceVersion the object's version, for writes that must not overwrite
	 * another's
	 * @param status the value of {@code status} as it was read, unmodifiable; empty where
	 * the object has none
	 */
	record ObservedStatus(String resourceVersion, Map<String, ?> status) {
	}

}
