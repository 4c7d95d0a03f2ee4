package dev.penstock.discovery.source.kube;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the watches have read: each object in its newest version, for as long as one
 * watch at least has it. Used by one thread.
 */
final class HeldObjects {

	private final Map<ResourceKey, Held> objects = new HashMap<>();

	private final Map<Interest, Set<ResourceKey>> byWatch = new HashMap<>();

	private Set<ResourceKey> touched = new HashSet<>();

	private Set<ResourceKey> changed = new HashSet<>();

	/** Takes an object, unless a newer version of it is there. */
	void put(Interest watch, ReadObject object) {
		put(watch, object, false);
	}

	private void put(Interest watch, ReadObject object, boolean listed) {
		Held held = this.objects.get(object.key());
		if (held == null) {
			held = new Held(object);
			this.objects.put(object.key(), held);
			this.changed.add(object.key());
		}
		else if (!isOlder(object.version(), held.object.version()) || (listed && held.watches.equals(Set.of(watch)))) {
			// A cluster that was restored from a backup counts from an earlier version.
			update(held, object);
		}
		held.watches.add(watch);
		this.byWatch.computeIfAbsent(watch, (_) -> new HashSet<>()).add(object.key());
		this.touched.add(object.key());
	}

	/** Keeps the object that is there where nothing of it that matters has changed. */
	private void update(Held held, ReadObject object) {
		Resource before = held.object.resource();
		if (Objects.equals(before, object.resource())) {
			held.object = new ReadObject(object.key(), object.version(), before, object.problems(), object.status());
		}
		else {
			held.object = object;
			this.changed.add(object.key());
		}
	}

	/** Takes all objects of a watch. */
	void replace(Interest watch, List<ReadObject> objects) {
		Set<ResourceKey> keys = new HashSet<>();
		for (ReadObject object : objects) {
			keys.add(object.key());
			put(watch, object, true);
		}
		retain(watch, keys::contains);
	}

	/** Drops the objects of a watch that are no longer wanted of it. */
	void retain(Interest watch, Predicate<ResourceKey> wanted) {
		Set<ResourceKey> keys = this.byWatch.getOrDefault(watch, Set.of());
		for (ResourceKey key : List.copyOf(keys)) {
			if (!wanted.test(key)) {
				remove(watch, key);
			}
		}
	}

	void remove(Interest watch, ResourceKey key) {
		Set<ResourceKey> keys = this.byWatch.get(watch);
		if (keys == null || !keys.remove(key)) {
			return;
		}
		if (keys.isEmpty()) {
			this.byWatch.remove(watch);
		}
		Held held = this.objects.get(key);
		if (held != null) {
			held.watches.remove(watch);
			if (held.watches.isEmpty()) {
				this.objects.remove(key);
				this.changed.add(key);
			}
			this.touched.add(key);
		}
	}

	/** Returns the object as it was read, or null. */
	@Nullable ReadObject get(ResourceKey key) {
		Held held = this.objects.get(key);
		return (held != null) ? held.object : null;
	}

	/** Returns the object, or null if there is none that could be decoded. */
	@Nullable Resource resource(ResourceKey key) {
		ReadObject object = get(key);
		return (object != null) ? object.resource() : null;
	}

	/** Returns all objects that could be decoded. */
	Collection<Resource> resources() {
		List<Resource> resources = new ArrayList<>(this.objects.size());
		for (Held held : this.objects.values()) {
			Resource resource = held.object.resource();
			if (resource != null) {
				resources.add(resource);
			}
		}
		return resources;
	}

	/** Returns which objects came, changed or went, their status apart. */
	Set<ResourceKey> takeChanged() {
		Set<ResourceKey> taken = this.changed;
		this.changed = new HashSet<>();
		return taken;
	}

	/** Returns which objects came, changed in any way or went. */
	Set<ResourceKey> takeTouched() {
		Set<ResourceKey> taken = this.touched;
		this.touched = new HashSet<>();
		return taken;
	}

	/**
	 * Kubernetes, API conventions: resource versions are whole numbers in decimal digits
	 * that grow. Where an API server doesn't keep to that, the last one to come counts.
	 */
	private static boolean isOlder(String version, String than) {
		try {
			return Long.parseUnsignedLong(version) < Long.parseUnsignedLong(than);
		}
		catch (NumberFormatException _) {
			return false;
		}
	}

	private static final class Held {

		private ReadObject object;

		private final Set<Interest> watches = new HashSet<>(2);

		Held(ReadObject object) {
			this.object = object;
		}

	}

}
