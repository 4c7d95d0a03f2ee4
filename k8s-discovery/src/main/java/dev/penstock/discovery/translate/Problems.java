package dev.penstock.discovery.translate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.Problem.Severity;

/** Gathers what one translation finds wrong, each thing once. */
final class Problems {

	private final Set<Problem> found = new LinkedHashSet<>();

	/**
	 * Adds a problem because of which an object or a part of it is not served.
	 * @return the problem, whose text goes into a condition
	 */
	Problem error(ResourceKey object, String field, String message, String remedy) {
		return add(new Problem(Severity.ERROR, object, field, message, remedy));
	}

	/**
	 * Adds a problem despite which everything is served, but probably not as meant.
	 * @return the problem
	 */
	Problem warn(ResourceKey object, String field, String message, String remedy) {
		return add(new Problem(Severity.WARNING, object, field, message, remedy));
	}

	List<Problem> found() {
		return List.copyOf(this.found);
	}

	private Problem add(Problem problem) {
		this.found.add(problem);
		return problem;
	}

}
