package dev.penstock.demo.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of a JSON object by type. A field that is null counts as absent, as in
 * the OpenAI API.
 *
 * @param object the object
 */
record JsonFields(JsonNode object) {

	@Nullable JsonNode get(String name) {
		JsonNode value = this.object.get(name);
		return (value == null || value.isNull()) ? null : value;
	}

	JsonNode required(String name) throws InvalidRequestException {
		JsonNode value = get(name);
		if (value == null) {
			throw invalid(name, "is required");
		}
		return value;
	}

	String requiredString(String name) throws InvalidRequestException {
		JsonNode value = required(name);
		if (!value.isString()) {
			throw invalid(name, "must be a string");
		}
		return value.stringValue();
	}

	@Nullable Integer integer(String name) throws InvalidRequestException {
		JsonNode value = get(name);
		if (value == null) {
			return null;
		}
		if (!value.isIntegralNumber() || !value.canConvertToInt()) {
			throw invalid(name, "must be an integer below 2^31");
		}
		return value.intValue();
	}

	void number(String name) throws InvalidRequestException {
		JsonNode value = get(name);
		if (value != null && !value.isNumber()) {
			throw invalid(name, "must be a number");
		}
	}

	boolean flag(String name) throws InvalidRequestException {
		JsonNode value = get(name);
		if (value != null && !value.isBoolean()) {
			throw invalid(name, "must be true or false");
		}
		return value != null && value.booleanValue();
	}

	static InvalidRequestException invalid(String name, String problem) {
		return new InvalidRequestException(ApiError.badRequest(name, "`%s` %s.".formatted(name, problem)));
	}

}
