package dev.penstock.discovery.status;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.penstock.discovery.report.Condition;
import org.jspecify.annotations.Nullable;

/** Merges conditions by their type, as {@code metav1.Condition} asks. */
final class ConditionMerge {

	/** The longest message that the API server takes. */
	private static final int LONGEST_MESSAGE = 32_768;

	/** Types that are the serving controller's, so gone when it no longer sets them. */
	private static final Set<String> OURS = Set.of("Accepted", "Programmed", "ResolvedRefs", "Conflicted",
			"SupportedVersion", "PartiallyInvalid", "OverlappingTLSConfig", "InsecureFrontendValidationMode",
			"AttachedListenerSets");

	private ConditionMerge() {
	}

	/** Merges into a list that others add conditions of types of their own to. */
	static List<Object> shared(List<Condition> ours, @Nullable Object observed, Instant now) {
		return merge(ours, JsonValues.items(observed), now, true);
	}

	/** Merges into a list that is ours alone. */
	static List<Object> own(List<Condition> ours, @Nullable Object observed, Instant now) {
		return merge(ours, JsonValues.items(observed), now, false);
	}

	private static List<Object> merge(List<Condition> ours, List<?> observed, Instant now, boolean keepOthers) {
		Map<String, Condition> wanted = new LinkedHashMap<>();
		ours.forEach((condition) -> wanted.put(condition.type(), condition));
		List<Object> merged = new ArrayList<>();
		for (Object before : observed) {
			String type = JsonValues.text(before, "type", "");
			Condition condition = wanted.remove(type);
			if (condition != null) {
				merged.add(write(condition, before, now));
			}
			else if (keepOthers && !OURS.contains(type)) {
				merged.add(before);
			}
		}
		wanted.values().forEach((condition) -> merged.add(write(condition, null, now)));
		return merged;
	}

	private static Map<String, Object> write(Condition condition, @Nullable Object before, Instant now) {
		boolean sameStatus = condition.status().toString().equals(JsonValues.field(before, "status"));
		String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
		String message = condition.message();
		Map<String, Object> written = new LinkedHashMap<>();
		written.put("type", condition.type());
		written.put("status", condition.status().toString());
		written.put("observedGeneration", condition.observedGeneration());
		written.put("lastTransitionTime", sameStatus ? JsonValues.text(before, "lastTransitionTime", time) : time);
		written.put("reason", condition.reason());
		written.put("message",
				(message.length() > LONGEST_MESSAGE) ? message.substring(0, LONGEST_MESSAGE - 1) + "…" : message);
		return written;
	}

}
