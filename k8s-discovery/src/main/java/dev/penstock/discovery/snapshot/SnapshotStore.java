package dev.penstock.discovery.snapshot;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Resource;

/**
 * Holds the newest state of every object and is the only place that does. Safe for use by
 * several threads.
 */
public final class SnapshotStore {

	private final SortedMap<ResourceKey, Resource> resources = new TreeMap<>();

	private long generation;

	private ClusterSnapshot frozen = ClusterSnapshot.of(0, List.of());

	/**
	 * Takes a batch of changes at once: no snapshot shows a part of it.
	 * @param changed objects that are new or that may have changed
	 * @param removed keys of objects that are gone
	 * @return whether anything differs from before
	 */
	public synchronized boolean apply(Collection<? extends Resource> changed, Collection<ResourceKey> removed) {
		boolean differs = false;
		for (ResourceKey key : removed) {
			differs |= this.resources.remove(key) != null;
		}
		for (Resource resource : changed) {
			differs |= !resource.equals(this.resources.put(resource.key(), resource));
		}
		if (differs) {
			this.generation++;
		}
		return differs;
	}

	/**
	 * Returns what the store holds now.
	 * @return the frozen state
	 */
	public synchronized ClusterSnapshot snapshot() {
		if (this.frozen.generation() != this.generation) {
			this.frozen = new ClusterSnapshot(this.generation, this.resources);
		}
		return this.frozen;
	}

}
