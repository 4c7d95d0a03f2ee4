package dev.penstock.discovery.dataplane;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** Builds and merges objects as trees of maps and lists. */
final class ObjectTree {

	private ObjectTree() {
	}

	/** Creates a map of names and values in turn. */
	static Map<String, Object> of(Object... namesAndValues) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			map.put((String) namesAndValues[i], namesAndValues[i + 1]);
		}
		return map;
	}

	/**
	 * Merges a patch into a tree: maps field by field, lists of things with names by
	 * their name, everything else by replacement; a null removes.
	 */
	static Map<String, Object> merge(Map<?, ?> base, Map<?, ?> patch) {
		Map<String, Object> merged = new LinkedHashMap<>();
		base.forEach((name, value) -> merged.put(Objects.toString(name), value));
		patch.forEach((key, value) -> {
			String name = Objects.toString(key);
			if (value == null) {
				merged.remove(name);
			}
			else {
				merged.put(name, mergeValue(merged.get(name), value));
			}
		});
		return merged;
	}

	private static Object mergeValue(@Nullable Object base, Object patch) {
		if (patch instanceof Map<?, ?> patchMap) {
			return merge((base instanceof Map<?, ?> baseMap) ? baseMap : Map.of(), patchMap);
		}
		if (patch instanceof List<?> patchList && base instanceof List<?> baseList && named(patchList)
				&& named(baseList)) {
			Map<Object, Object> byName = new LinkedHashMap<>();
			baseList.forEach((item) -> byName.put(name(item), item));
			patchList.forEach((item) -> byName.merge(name(item), item, ObjectTree::mergeValue));
			return new ArrayList<>(byName.values());
		}
		return patch;
	}

	private static boolean named(List<?> list) {
		return !list.isEmpty()
				&& list.stream().allMatch((item) -> item instanceof Map<?, ?> map && map.containsKey("name"));
	}

	private static Object name(Object item) {
		return Objects.requireNonNull(((Map<?, ?>) item).get("name"));
	}

	/**
	 * Returns of a tree what another one names: the fields of its maps, and of its lists
	 * the items, by name or by place.
	 */
	static @Nullable Object project(@Nullable Object tree, @Nullable Object names) {
		if (tree instanceof Map<?, ?> map && names instanceof Map<?, ?> named) {
			Map<Object, @Nullable Object> projected = new LinkedHashMap<>();
			named.forEach((name, value) -> projected.put(name, project(map.get(name), value)));
			return projected;
		}
		if (tree instanceof List<?> list && names instanceof List<?> wanted) {
			List<@Nullable Object> projected = new ArrayList<>();
			boolean byName = named(list) && named(wanted);
			for (int i = 0; i < wanted.size(); i++) {
				Object want = Objects.requireNonNull(wanted.get(i));
				int place = i;
				Object item = byName
						? list.stream().filter((one) -> name(one).equals(name(want))).findFirst().orElse(null)
						: (place < list.size()) ? list.get(place) : null;
				projected.add(project(item, want));
			}
			// Others that were added count, too, except where they are told by name.
			projected.add(byName ? 0 : list.size());
			return projected;
		}
		return tree;
	}

}
