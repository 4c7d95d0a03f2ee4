package dev.penstock.discovery.resource;

import java.util.Map;

/**
 * Is a ConfigMap.
 *
 * @param metadata its metadata
 * @param data its values by key
 */
public record ConfigMap(Metadata metadata, Map<String, String> data) implements Resource {

	public ConfigMap {
		data = Map.copyOf(data);
	}

}
