package dev.penstock.filters.error;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Is the body of an answer of the gateway's own, of the shape that OpenAI's API has.
 *
 * @param error why the gateway answers
 */
public record ErrorBody(Detail error) {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/**
	 * Writes the body.
	 * @param reason why the gateway answers
	 * @param message the same in words
	 * @return JSON in UTF-8
	 */
	public static byte[] json(ReasonCode reason, String message) {
		String type = (reason.status() < 500) ? "invalid_request_error" : "server_error";
		return JSON.writeValueAsString(new ErrorBody(new Detail(message, type, null, reason.code())))
			.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Is why the gateway answers.
	 *
	 * @param message in words
	 * @param type whose fault it is
	 * @param param null; there for clients that look for it
	 * @param code the reason's code
	 */
	public record Detail(String message, String type, @Nullable String param, String code) {
	}

}
