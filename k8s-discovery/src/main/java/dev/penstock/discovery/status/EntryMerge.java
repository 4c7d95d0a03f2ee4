package dev.penstock.discovery.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Merges our entries into a list that several controllers write, such as
 * {@code status.parents}.
 *
 * @param referenceField the field with the parent
 * @param controllerName the name that marks an entry as ours
 * @param most how many entries the list may have; of ours, the last ones are left out
 */
record EntryMerge(String referenceField, String controllerName, int most) {

	private static final String CONTROLLER_NAME = "controllerName";

	boolean isOurs(@Nullable Object entry) {
		return this.controllerName.equals(JsonValues.field(entry, CONTROLLER_NAME));
	}

	/**
	 * Returns the list as it should be.
	 * @param ours our entries
	 * @param observed the list as it is
	 * @param now when a condition has changed that changes
	 */
	List<Object> of(List<ParentEntry> ours, List<?> observed, Instant now) {
		Map<Map<String, Object>, ParentEntry> wanted = new LinkedHashMap<>();
		long foreign = observed.stream().filter((entry) -> !isOurs(entry) && !isPlaceholder(entry)).count();
		ours.stream()
			.limit(Math.max(0, this.most - foreign))
			.forEach((entry) -> wanted.put(identity(entry.reference()), entry));
		List<Object> merged = new ArrayList<>();
		for (Object entry : observed) {
			if (isOurs(entry)) {
				ParentEntry own = wanted.remove(identity(JsonValues.field(entry, this.referenceField)));
				if (own != null) {
					merged.add(write(own, JsonValues.field(entry, "conditions"), now));
				}
			}
			else if (!isPlaceholder(entry)) {
				merged.add(entry);
			}
		}
		wanted.values().forEach((entry) -> merged.add(write(entry, null, now)));
		return merged;
	}

	private Map<String, Object> write(ParentEntry entry, @Nullable Object conditions, Instant now) {
		Map<String, Object> written = new LinkedHashMap<>();
		written.put(this.referenceField, entry.reference());
		written.put(CONTROLLER_NAME, this.controllerName);
		written.put("conditions", ConditionMerge.own(entry.conditions(), conditions, now));
		return written;
	}

	/**
	 * Tells whether an entry is nobody's: the default of older InferencePools, there
	 * until a controller writes.
	 */
	private static boolean isPlaceholder(@Nullable Object entry) {
		Object reference = JsonValues.field(entry, "parentRef");
		return JsonValues.field(entry, CONTROLLER_NAME) == null && "Status".equals(JsonValues.field(reference, "kind"))
				&& "default".equals(JsonValues.field(reference, "name"));
	}

	/** Returns a reference with what the API server may have added or left out. */
	private static Map<String, Object> identity(@Nullable Object reference) {
		Map<String, Object> identity = new HashMap<>();
		identity.put("group", JsonValues.text(reference, "group", "gateway.networking.k8s.io"));
		identity.put("kind", JsonValues.text(reference, "kind", "Gateway"));
		for (String field : List.of("namespace", "name", "sectionName")) {
			identity.put(field, JsonValues.text(reference, field, ""));
		}
		identity.put("port", (JsonValues.field(reference, "port") instanceof Number port) ? port.longValue() : 0L);
		return identity;
	}

}
