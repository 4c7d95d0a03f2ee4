package dev.penstock.app.routing;

import java.util.HashMap;
import java.util.Map;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.ServicePortKey;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.pool.Slot;

/**
 * Holds the slots by which the routes of one table know its pools and Services, so that
 * endpoints can change without the routes. A table with other routes gets other slots: a
 * request never sees the routes of one table with the pools of another.
 */
final class TableSlots {

	private final Map<ResourceKey, Slot<PoolView>> pools = new HashMap<>();

	private final Map<ServicePortKey, Slot<EndpointGroup>> services = new HashMap<>();

	/** The same pools for those who send gRPC there. */
	private final Map<ResourceKey, Slot<PoolView>> grpcPools = new HashMap<>();

	private final Map<ServicePortKey, Slot<EndpointGroup>> grpcServices = new HashMap<>();

	TableSlots(TableViews views) {
		views.pools().forEach((key, view) -> this.pools.put(key, new Slot<>(view)));
		views.services().forEach((key, view) -> this.services.put(key, new Slot<>(view)));
	}

	/**
	 * Tells whether views of a newer table fit these slots.
	 * @param views the views
	 * @return whether they are of the same pools and Services
	 */
	boolean fit(TableViews views) {
		return this.pools.keySet().equals(views.pools().keySet())
				&& this.services.keySet().equals(views.services().keySet());
	}

	void update(TableViews views) {
		views.services().forEach((key, view) -> service(key).set(view));
		views.pools().forEach((key, view) -> pool(key).set(view));
		this.grpcServices.forEach((key, slot) -> slot.set(service(key).get().overHttp2()));
		this.grpcPools.forEach((key, slot) -> slot.set(pool(key).get().overHttp2()));
	}

	/** Returns a pool whose endpoints are sent HTTP/2 whatever the pool says. */
	Slot<PoolView> grpcPool(ResourceKey key) {
		return this.grpcPools.computeIfAbsent(key, (_) -> new Slot<>(pool(key).get().overHttp2()));
	}

	/** Returns a Service whose endpoints are sent HTTP/2 whatever its port says. */
	Slot<EndpointGroup> grpcService(ServicePortKey key) {
		return this.grpcServices.computeIfAbsent(key, (_) -> new Slot<>(service(key).get().overHttp2()));
	}

	Slot<PoolView> pool(ResourceKey key) {
		Slot<PoolView> slot = this.pools.get(key);
		if (slot == null) {
			throw new IllegalStateException("the table refers to " + key + " but does not have it");
		}
		return slot;
	}

	Slot<EndpointGroup> service(ServicePortKey key) {
		Slot<EndpointGroup> slot = this.services.get(key);
		if (slot == null) {
			throw new IllegalStateException("the table refers to Service " + key + " but does not have it");
		}
		return slot;
	}

}
