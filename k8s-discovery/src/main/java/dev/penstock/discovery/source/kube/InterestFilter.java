package dev.penstock.discovery.source.kube;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.penstock.discovery.source.kube.Selection.Everything;
import dev.penstock.discovery.source.kube.Selection.Labelled;
import dev.penstock.discovery.source.kube.Selection.Named;

/**
 * Tells which objects of a watch are wanted, in a time that does not grow with the number
 * of interests.
 */
final class InterestFilter {

	private final Set<Interest> interests;

	private final Set<String> names = new HashSet<>();

	/** Label selections by their first label. */
	private final Map<Map.Entry<String, String>, List<Labelled>> labelled = new HashMap<>();

	private boolean everything;

	InterestFilter(Set<Interest> interests) {
		this.interests = Set.copyOf(interests);
		for (Interest interest : interests) {
			switch (interest.selection()) {
				case Everything _ -> this.everything = true;
				case Named(String name) -> this.names.add(name);
				case Labelled selection -> {
					if (selection.labels().isEmpty()) {
						this.everything = true;
					}
					else {
						this.labelled
							.computeIfAbsent(Map.entry(selection.labels().firstKey(),
									selection.labels().firstEntry().getValue()), (_) -> new ArrayList<>())
							.add(selection);
					}
				}
			}
		}
	}

	Set<Interest> interests() {
		return this.interests;
	}

	boolean keeps(String name, Map<String, ?> labels) {
		if (this.everything || this.names.contains(name)) {
			return true;
		}
		return !this.labelled.isEmpty() && labels.entrySet()
			.stream()
			.anyMatch((label) -> keeps(label.getKey(), label.getValue(), name, labels));
	}

	private boolean keeps(String label, Object value, String name, Map<String, ?> labels) {
		return value instanceof String text && this.labelled.getOrDefault(Map.entry(label, text), List.of())
			.stream()
			.anyMatch((selection) -> selection.matches(name, labels));
	}

}
