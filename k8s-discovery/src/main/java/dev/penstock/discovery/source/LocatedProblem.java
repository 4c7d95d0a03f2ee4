package dev.penstock.discovery.source;

import java.util.Comparator;
import java.util.Locale;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.Problem.Severity;

/**
 * Is a problem with the place in the manifests that it is about. Sorted by file and line.
 *
 * @param file the file; empty where the object is in none
 * @param line the line, counted from 1; 0 where it is not known
 * @param problem the problem; one with a file as a whole has an object of kind
 * {@link #FILE_KIND}
 */
public record LocatedProblem(String file, int line, Problem problem) implements Comparable<LocatedProblem> {

	/** Stands in for the kind of an object where a file as a whole is wrong. */
	public static final String FILE_KIND = "File";

	private static final Comparator<LocatedProblem> ORDER = Comparator.comparing(LocatedProblem::file)
		.thenComparingInt(LocatedProblem::line)
		.thenComparing(LocatedProblem::problem)
		.thenComparing((located) -> located.problem().remedy());

	/**
	 * Creates a problem with a file as a whole.
	 * @param severity how bad it is
	 * @param file the file
	 * @param line the line; 0 where it is not known
	 * @param message what is wrong
	 * @param remedy what would be right
	 * @return the problem
	 */
	public static LocatedProblem ofFile(Severity severity, String file, int line, String message, String remedy) {
		return new LocatedProblem(file, line,
				new Problem(severity, new ResourceKey(FILE_KIND, "", file), "", message, remedy));
	}

	@Override
	public int compareTo(LocatedProblem other) {
		return ORDER.compare(this, other);
	}

	/**
	 * Returns the problem as compilers print theirs:
	 * {@code file:line: error: object: field: what is wrong; what would be right}.
	 * @return one line
	 */
	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(this.file);
		if (this.line > 0) {
			text.append(':').append(this.line);
		}
		text.append(text.isEmpty() ? "" : ": ").append(this.problem.severity().name().toLowerCase(Locale.ROOT));
		String object = objectName(this.problem.object());
		text.append(object.isEmpty() ? "" : ": ").append(object);
		text.append(this.problem.field().isEmpty() ? "" : ": ").append(this.problem.field());
		return text.append(": ").append(this.problem.message()).append("; ").append(this.problem.remedy()).toString();
	}

	private static String objectName(ResourceKey key) {
		if (key.kind().equals(FILE_KIND)) {
			return "";
		}
		String kind = key.kind().isEmpty() ? "object" : key.kind();
		return kind + (key.name().isEmpty() ? " without a name" : " " + key.qualifiedName());
	}

}
