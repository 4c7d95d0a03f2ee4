package dev.penstock.discovery.snapshot;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Is every object at one generation, sorted by key whatever the order in which they came.
 *
 * @param generation counts the changes of the store that this was taken from
 * @param resources the objects by their key
 */
public record ClusterSnapshot(long generation, SortedMap<ResourceKey, Resource> resources) {

	public ClusterSnapshot {
		resources = Collections.unmodifiableSortedMap(new TreeMap<>(resources));
	}

	/**
	 * Creates a snapshot of some objects.
	 * @param generation its generation
	 * @param resources the objects; where two have the same key the last one counts
	 * @return the snapshot
	 */
	public static ClusterSnapshot of(long generation, Collection<? extends Resource> resources) {
		SortedMap<ResourceKey, Resource> byKey = new TreeMap<>();
		resources.forEach((resource) -> byKey.put(resource.key(), resource));
		return new ClusterSnapshot(generation, byKey);
	}

	/**
	 * Returns one object.
	 * @param <T> its type
	 * @param type its type
	 * @param key its key
	 * @return the object, or null if there is none
	 */
	public <T extends Resource> @Nullable T find(Class<T> type, ResourceKey key) {
		Resource found = this.resources.get(key);
		return type.isInstance(found) ? type.cast(found) : null;
	}

	/**
	 * Returns all objects of a type, sorted by key.
	 * @param <T> the type
	 * @param type the type
	 * @return the objects
	 */
	public <T extends Resource> List<T> all(Class<T> type) {
		return this.resources.values().stream().filter(type::isInstance).map(type::cast).toList();
	}

}
