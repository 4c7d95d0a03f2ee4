package dev.penstock.discovery.source.decode;

import java.util.ArrayList;
import java.util.List;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.Problem.Severity;

/**
 * Gathers what is wrong with one object, whose key is known only once it has been read.
 */
final class Findings {

	private final List<Entry> entries = new ArrayList<>();

	void add(Severity severity, int line, String field, Mistake mistake) {
		this.entries.add(new Entry(severity, line, field, mistake));
	}

	boolean hasErrors() {
		return this.entries.stream().anyMatch((entry) -> entry.severity == Severity.ERROR);
	}

	/** Tells whether there is an error in a field or below it. */
	boolean hasErrors(String field) {
		return this.entries.stream()
			.filter((entry) -> entry.severity == Severity.ERROR)
			.anyMatch((entry) -> entry.field.equals(field) || entry.field.startsWith(field + ".")
					|| entry.field.startsWith(field + "["));
	}

	List<Finding> of(ResourceKey object) {
		return this.entries.stream()
			.map((entry) -> new Finding(entry.line,
					new Problem(entry.severity, object, entry.field, entry.mistake.message(), entry.mistake.remedy())))
			.toList();
	}

	/**
	 * Is what is wrong with a value.
	 *
	 * @param message what is wrong
	 * @param remedy what would be right
	 */
	record Mistake(String message, String remedy) {
	}

	private record Entry(Severity severity, int line, String field, Mistake mistake) {
	}

}
