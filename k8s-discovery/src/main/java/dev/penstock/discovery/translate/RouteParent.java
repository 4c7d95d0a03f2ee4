package dev.penstock.discovery.translate;

import java.util.List;

import dev.penstock.discovery.model.ResourceKey;

/**
 * Is what routes can attach to: a Gateway of ours or a ListenerSet of one.
 *
 * @param key the object that routes name
 * @param gateway the Gateway that serves them
 * @param listeners the listeners that are written in the object, and no others
 */
record RouteParent(ResourceKey key, ResourceKey gateway, List<JudgedListener> listeners) {

	RouteParent {
		listeners = List.copyOf(listeners);
	}

}
