package dev.penstock.app.harness;

import java.nio.charset.StandardCharsets;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Is a whole response.
 *
 * @param status the status
 * @param headers the headers
 * @param body the body
 */
public record Reply(int status, HttpHeaders headers, byte[] body) {

	/**
	 * Returns the body as text.
	 * @return the text
	 */
	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * Returns the body as JSON.
	 * @return the JSON
	 */
	public JsonNode json() {
		return JsonMapper.shared().readTree(this.body);
	}

	/**
	 * Returns a header.
	 * @param name its name
	 * @return its first value, or null
	 */
	public @Nullable String header(String name) {
		return this.headers.get(name);
	}

	/**
	 * Returns the reason code in the header.
	 * @return the code, or null if the gateway did not answer itself
	 */
	public @Nullable String reason() {
		return header("x-penstock-reason");
	}

}
