package dev.penstock.demo;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Is a request as a simulated model server received it.
 *
 * @param protocol "HTTP/1.1" or "HTTP/2.0"
 * @param method the method
 * @param path the path with its query, as sent
 * @param headers the values of each header in order, by lower-case name
 * @param bodyLength the body's length, in bytes
 * @param bodySha256 the SHA-256 of the body, lower-case hexadecimal
 */
public record SeenRequest(String protocol, String method, String path, Map<String, List<String>> headers,
		int bodyLength, String bodySha256) {

	public SeenRequest {
		headers = Map.copyOf(headers);
	}

	/**
	 * Returns the first value of a header.
	 * @param name the header's name, lower case
	 * @return the value, null if the request has no such header
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.get(name);
		return (values != null) ? values.getFirst() : null;
	}

}
