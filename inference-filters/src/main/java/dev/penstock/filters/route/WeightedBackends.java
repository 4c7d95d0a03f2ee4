package dev.penstock.filters.route;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/** Chooses among the backends of a rule by weight, anew for each request. */
public final class WeightedBackends {

	private final List<BackendView> backends;

	private final int total;

	private final boolean filtered;

	/**
	 * Creates the choice.
	 * @param backends the backends; those with weight 0 are never chosen
	 */
	public WeightedBackends(List<BackendView> backends) {
		this.backends = backends.stream().filter((backend) -> backend.weight() > 0).toList();
		this.filtered = this.backends.stream().anyMatch((backend) -> !backend.filters().isEmpty());
		this.total = this.backends.stream().mapToInt(BackendView::weight).sum();
	}

	/**
	 * Returns the backends that may be chosen.
	 * @return those with a weight
	 */
	public List<BackendView> eligible() {
		return this.backends;
	}

	/**
	 * Tells whether a backend has filters of its own, so that it must be chosen before
	 * the filters are passed.
	 * @return whether any that may be chosen has
	 */
	public boolean haveFilters() {
		return this.filtered;
	}

	/**
	 * Chooses a backend.
	 * @return a backend, each as often as its share of the weights; null if there is none
	 * with a weight
	 */
	public @Nullable BackendView choose() {
		return switch (this.backends.size()) {
			case 0 -> null;
			case 1 -> this.backends.getFirst();
			default -> at(ThreadLocalRandom.current().nextInt(this.total));
		};
	}

	private BackendView at(int point) {
		int left = point;
		for (BackendView backend : this.backends) {
			left -= backend.weight();
			if (left < 0) {
				return backend;
			}
		}
		throw new IllegalStateException("point is " + point + " but must be less than " + this.total);
	}

	/**
	 * Describes each backend with its weight.
	 * @return the backends in words
	 */
	public List<String> describe() {
		List<String> words = new ArrayList<>();
		for (BackendView backend : this.backends) {
			words.add(switch (backend.target()) {
				case BackendView.Target.Pool target -> "InferencePool " + target.pool().get().qualifiedName();
				case BackendView.Target.Service target -> "Service " + target.name();
				case BackendView.Target.Unresolved target -> "unresolved: " + target.message();
			} + " (weight " + backend.weight() + ")");
		}
		return words;
	}

	@Override
	public String toString() {
		return describe().toString();
	}

}
