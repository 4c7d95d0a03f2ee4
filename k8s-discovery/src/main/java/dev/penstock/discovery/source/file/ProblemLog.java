package dev.penstock.discovery.source.file;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.source.LocatedProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each problem once, when it comes and when it goes. That it moves to another line
 * is no news.
 */
final class ProblemLog {

	private static final Logger logger = LoggerFactory.getLogger(ManifestDirectorySource.class);

	private Map<Unplaced, LocatedProblem> known = new HashMap<>();

	void update(List<LocatedProblem> problems) {
		Map<Unplaced, LocatedProblem> current = new HashMap<>();
		for (LocatedProblem problem : problems) {
			Unplaced key = new Unplaced(problem.file(), problem.problem());
			if (current.put(key, problem) == null && !this.known.containsKey(key)) {
				if (problem.problem().severity() == Severity.ERROR) {
					logger.error("{}", problem);
				}
				else {
					logger.warn("{}", problem);
				}
			}
		}
		this.known.forEach((key, problem) -> {
			if (!current.containsKey(key)) {
				logger.info("Resolved: {}", problem);
			}
		});
		this.known = current;
	}

	private record Unplaced(String file, Problem problem) {
	}

}
