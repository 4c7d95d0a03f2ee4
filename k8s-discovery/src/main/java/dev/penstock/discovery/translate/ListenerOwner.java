package dev.penstock.discovery.translate;

import java.util.List;

import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.Listener;
import dev.penstock.discovery.resource.ListenerSet;
import org.jspecify.annotations.Nullable;

/**
 * Is what listeners are written in: a Gateway, or a ListenerSet of one.
 *
 * @param gateway the Gateway whose listeners they are
 * @param set the ListenerSet; null if the Gateway itself has them
 */
record ListenerOwner(Gateway gateway, @Nullable ListenerSet set) {

	ResourceKey key() {
		return (this.set != null) ? this.set.key() : this.gateway.key();
	}

	ListenerKey key(Listener listener) {
		return new ListenerKey(key(), listener.name());
	}

	long generation() {
		return (this.set != null) ? this.set.metadata().generation() : this.gateway.metadata().generation();
	}

	List<Listener> listeners() {
		return (this.set != null) ? this.set.listeners() : this.gateway.listeners();
	}

	boolean isSet() {
		return this.set != null;
	}

}
