package dev.penstock.app.routing;

import java.util.Map;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.model.ServicePortKey;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.PoolView;

/**
 * Is the table that is served, with the views that the data plane has of it.
 *
 * @param table the table
 * @param views the pools and Services
 * @param sinceMillis when it was activated, in milliseconds since the epoch
 */
public record ActiveTable(RoutingTable table, TableViews views, long sinceMillis) {

	/**
	 * Returns the pools.
	 * @return the data plane's view of each pool
	 */
	public Map<ResourceKey, PoolView> pools() {
		return this.views.pools();
	}

	/**
	 * Returns the Service ports.
	 * @return the data plane's view of each
	 */
	public Map<ServicePortKey, EndpointGroup> services() {
		return this.views.services();
	}

}
