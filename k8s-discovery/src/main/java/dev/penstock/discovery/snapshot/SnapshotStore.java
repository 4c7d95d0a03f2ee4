package dev.penstock.discovery.snapshot;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Resource;

/**
 * Holds the newest state of every object and is the only place that does. Safe for use by
 * several threads.
 */
public final class SnapshotStore {

	private final Map<ResourceKey, Resource> resources = new HashMap<>();

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
			this.frozen = ClusterSnapshot.of(this.generation, this.resources.values());
		}
		return this.frozen;
	}

}
