package dev.penstock.discovery.resource;

import java.util.List;

import dev.penstock.discovery.model.ResourceKey;
import org.jspecify.annotations.Nullable;

/**
 * Is a ListenerSet: further listeners of a Gateway.
 *
 * @param metadata its metadata
 * @param parent the Gateway, if it names one
 * @param listeners its listeners, in their order
 */
public record ListenerSet(Metadata metadata, ObjectReference parent,
		List<Gateway.Listener> listeners) implements Resource {

	public ListenerSet {
		listeners = List.copyOf(listeners);
	}

	/**
	 * Returns the Gateway that the listeners are for.
	 * @return its key, or null if the parent is of another kind
	 */
	public @Nullable ResourceKey gateway() {
		if (!this.parent.group().equals("gateway.networking.k8s.io") || !this.parent.kind().equals("Gateway")) {
			return null;
		}
		return new ResourceKey("Gateway",
				(this.parent.namespace() != null) ? this.parent.namespace() : key().namespace(), this.parent.name());
	}

}
