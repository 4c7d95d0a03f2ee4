package dev.penstock.discovery.port;

import dev.penstock.discovery.report.StatusReport;

/** Takes the statuses of a translation whose table's activation has ended. */
@FunctionalInterface
public interface StatusSink {

	/**
	 * Takes a report.
	 * @param report what translation found
	 * @param result what became of the table
	 */
	void accept(StatusReport report, ActivationResult result);

}
