package dev.penstock.discovery.check;

import java.util.List;

import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.source.LocatedProblem;

/**
 * Is what a check found.
 *
 * @param files how many files were read
 * @param objects how many objects were accepted
 * @param problems everything wrong, sorted by file and line
 * @param report the statuses of the accepted objects
 */
public record CheckResult(int files, int objects, List<LocatedProblem> problems, StatusReport report) {

	public CheckResult {
		problems = problems.stream().sorted().distinct().toList();
	}

	/**
	 * Tells whether something is not served.
	 * @return whether there is a problem that is an error
	 */
	public boolean hasErrors() {
		return count(Severity.ERROR) > 0;
	}

	/**
	 * Counts problems.
	 * @param severity how bad they are
	 * @return how many there are
	 */
	public long count(Severity severity) {
		return this.problems.stream().filter((located) -> located.problem().severity() == severity).count();
	}

	/**
	 * Returns every problem as {@code file:line: error: object: field: message; remedy}.
	 * @return a line for each problem, in the order of files and lines
	 */
	public List<String> lines() {
		return this.problems.stream().map(LocatedProblem::toString).toList();
	}

	/**
	 * Returns the outcome in one sentence.
	 * @return such as {@code 3 files, 12 objects: 1 error, 2 warnings}
	 */
	public String summary() {
		return plural(this.files, "file") + ", " + plural(this.objects, "object") + ": "
				+ plural(count(Severity.ERROR), "error") + ", " + plural(count(Severity.WARNING), "warning");
	}

	private static String plural(long count, String noun) {
		return count + " " + noun + ((count == 1) ? "" : "s");
	}

}
