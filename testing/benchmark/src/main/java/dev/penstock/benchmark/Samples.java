package dev.penstock.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Collects what was measured, by what it was measured of.
 *
 * @param <T> the kind of sample
 */
final class Samples<T> {

	private final Map<String, List<T>> byLabel = new LinkedHashMap<>();

	void add(String label, T sample) {
		this.byLabel.computeIfAbsent(label, (_) -> new ArrayList<>()).add(sample);
	}

	double median(String label, ToDoubleFunction<T> figure) {
		double[] sorted = this.byLabel.getOrDefault(label, List.of()).stream().mapToDouble(figure).sorted().toArray();
		return (sorted.length == 0) ? 0 : sorted[sorted.length / 2];
	}

	Map<String, List<T>> all() {
		return this.byLabel;
	}

}
