package dev.penstock.app.health;

import java.util.List;

/** Knows what is wrong with where the objects are read from. */
@FunctionalInterface
public interface SourceProblems {

	/**
	 * Returns what is wrong now.
	 * @return a line for each problem, with file and line number
	 */
	List<String> problems();

}
