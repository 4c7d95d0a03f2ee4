package dev.penstock.discovery.port;

import dev.penstock.discovery.model.RoutingTable;

/** Makes a table the one that requests are served by. */
@FunctionalInterface
public interface TableActivator {

	/**
	 * Activates a table, in one swap, and returns when requests are served by it or when
	 * it was refused. Called by one thread at a time.
	 * @param table the table
	 * @return what became of it
	 */
	ActivationResult activate(RoutingTable table);

}
