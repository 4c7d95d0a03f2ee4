package dev.penstock.app.routing;

import java.util.Map;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.ServicePortKey;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.PoolView;

/**
 * Is the data plane's view of all pools and Services of a table.
 *
 * @param pools the pools
 * @param services the Service ports
 */
public record TableViews(Map<ResourceKey, PoolView> pools, Map<ServicePortKey, EndpointGroup> services) {
}
