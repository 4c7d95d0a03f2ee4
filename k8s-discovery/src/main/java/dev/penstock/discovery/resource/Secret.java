package dev.penstock.discovery.resource;

import java.util.Map;

/**
 * Is a Secret.
 *
 * @param metadata its metadata
 * @param type its type, such as {@code kubernetes.io/tls}
 * @param data its values in base64, by key
 */
public record Secret(Metadata metadata, String type, Map<String, String> data) implements Resource {

	public Secret {
		data = Map.copyOf(data);
	}

	@Override
	public String toString() {
		return key() + " with " + this.data.size() + " values";
	}

}
