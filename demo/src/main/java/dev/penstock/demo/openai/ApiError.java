package dev.penstock.demo.openai;

import org.jspecify.annotations.Nullable;

/**
 * Is an error in the shape of the OpenAI API.
 *
 * @param status the HTTP status, also told in the body
 * @param type the kind of error, in vLLM's words
 * @param message what is wrong, and what would be right
 * @param param the field that is wrong; null if it is none
 */
public record ApiError(int status, String type, String message, @Nullable String param) {

	/**
	 * Says that a request is wrong.
	 * @param param the field that is wrong; null if it is none
	 * @param message what is wrong
	 * @return an error with status 400
	 */
	public static ApiError badRequest(@Nullable String param, String message) {
		return new ApiError(400, "BadRequestError", message, param);
	}

	/**
	 * Says that a model is not served.
	 * @param model the model asked for
	 * @return an error with status 404
	 */
	public static ApiError noSuchModel(String model) {
		return new ApiError(404, "NotFoundError", "The model `%s` does not exist.".formatted(model), "model");
	}

	/**
	 * Says that there is nothing at a path.
	 * @param path the path asked for
	 * @return an error with status 404
	 */
	public static ApiError noSuchPath(String path) {
		return new ApiError(404, "NotFoundError", "There is nothing at %s.".formatted(path), null);
	}

	/**
	 * Says that a path is not to be used by a method.
	 * @param method the method used
	 * @param allowed the one that is allowed
	 * @return an error with status 405
	 */
	public static ApiError methodNotAllowed(String method, String allowed) {
		return new ApiError(405, "Method Not Allowed", "%s is not allowed here, %s is.".formatted(method, allowed),
				null);
	}

	/**
	 * Says that a body is too long.
	 * @param limit the most bytes
	 * @return an error with status 413
	 */
	public static ApiError bodyTooLong(int limit) {
		return new ApiError(413, "Request Entity Too Large", "The body is longer than %d bytes.".formatted(limit),
				null);
	}

	/**
	 * Says that a fault was asked for.
	 * @param status the status asked for
	 * @return an error with that status
	 */
	public static ApiError injected(int status) {
		return new ApiError(status, "SimulatedFault", "This error was asked for by x-sim-fault or the settings.", null);
	}

	/**
	 * Writes the body.
	 * @return JSON
	 */
	public String toJson() {
		StringBuilder json = new StringBuilder(160).append("{\"error\":{\"message\":");
		JsonText.string(json, this.message);
		json.append(",\"type\":");
		JsonText.string(json, this.type);
		json.append(",\"param\":");
		JsonText.string(json, this.param);
		return json.append(",\"code\":").append(this.status).append("}}").toString();
	}

}
