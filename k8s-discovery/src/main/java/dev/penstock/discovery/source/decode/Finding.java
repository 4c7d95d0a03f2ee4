package dev.penstock.discovery.source.decode;

import dev.penstock.discovery.report.Problem;

/**
 * Is a problem with the line where it was found.
 *
 * @param line the line, counted from 1; {@link LocatedNode#NO_LINE} where the object came
 * from no text
 * @param problem the problem
 */
public record Finding(int line, Problem problem) {
}
