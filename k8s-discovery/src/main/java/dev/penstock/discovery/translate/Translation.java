package dev.penstock.discovery.translate;

import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.report.StatusReport;

/**
 * Is what came out of a snapshot.
 *
 * @param table what is served
 * @param report what is said about it
 */
public record Translation(RoutingTable table, StatusReport report) {
}
