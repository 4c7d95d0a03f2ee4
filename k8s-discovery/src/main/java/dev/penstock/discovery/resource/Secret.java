package dev.penstock.discovery.resource;

import java.util.Map;

/**
 * Is a Secret.
 *
 * @param metadata its metadata
 * @param type its type, such as {@code kubernetes.io/tls}
 * @param data its values in base64, by key
 * @param tls what it holds for TLS
 */
public record Secret(Metadata metadata, String type, Map<String, String> data, TlsContent tls) implements Resource {

	/** The type of Secrets that hold a certificate and its key. */
	public static final String TLS = "kubernetes.io/tls";

	public Secret {
		data = Map.copyOf(data);
	}

	@Override
	public String toString() {
		return key() + " with " + this.data.size() + " values";
	}

}
