package dev.penstock.demo.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.penstock.demo.openai.GenerationRequest.Limits;
import dev.penstock.demo.openai.GenerationRequest.Streaming;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and checks the bodies of {@code /v1/completions} and
 * {@code /v1/chat/completions}.
 */
public final class RequestReader {

	/**
	 * Fields that would change the answer but are not simulated, with what is allowed.
	 */
	private static final Map<String, String> UNSUPPORTED = Map.of("logprobs", "false", "echo", "false", "suffix",
			"\"\"", "response_format", "{\"type\":\"text\"}", "prompt_logprobs", "null", "guided_json", "null",
			"structured_outputs", "null");

	private static final List<String> IGNORED_NUMBERS = List.of("temperature", "top_p", "top_k", "min_p",
			"presence_penalty", "frequency_penalty", "repetition_penalty", "seed");

	/** A body is bounded already, so that one string in it may fill it. */
	private static final JsonMapper JSON = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
			.build())
		.build();

	private RequestReader() {
	}

	/**
	 * Reads a body.
	 * @param endpoint which API it came by
	 * @param body the body, UTF-8
	 * @return the request
	 * @throws InvalidRequestException if it is not JSON, lacks a field, has a value of
	 * the wrong type or out of range, or asks for what is not simulated
	 */
	public static GenerationRequest read(Endpoint endpoint, byte[] body) throws InvalidRequestException {
		JsonFields fields = parse(body);
		String model = fields.requiredString("model");
		String prompt = (endpoint == Endpoint.CHAT) ? ChatTemplate.render(fields.required("messages"))
				: completionPrompt(fields.required("prompt"));
		refuseUnsupported(fields);
		for (String name : IGNORED_NUMBERS) {
			fields.number(name);
		}
		return new GenerationRequest(endpoint, model, prompt, limits(endpoint, fields), stop(fields),
				streaming(fields));
	}

	private static JsonFields parse(byte[] body) throws InvalidRequestException {
		JsonNode root;
		try {
			root = JSON.readTree(body);
		}
		catch (JacksonException ex) {
			throw new InvalidRequestException(
					ApiError.badRequest(null, "The body is not JSON: %s".formatted(ex.getOriginalMessage())));
		}
		if (!root.isObject()) {
			throw new InvalidRequestException(ApiError.badRequest(null, "The body must be a JSON object."));
		}
		return new JsonFields(root);
	}

	private static String completionPrompt(JsonNode prompt) throws InvalidRequestException {
		JsonNode only = (prompt.isArray() && prompt.size() == 1) ? prompt.get(0) : prompt;
		if (!only.isString()) {
			throw JsonFields.invalid("prompt",
					"must be a string or an array of one string; token ids and several prompts are not simulated");
		}
		if (only.stringValue().isEmpty()) {
			throw JsonFields.invalid("prompt", "must not be empty");
		}
		return only.stringValue();
	}

	private static void refuseUnsupported(JsonFields fields) throws InvalidRequestException {
		for (Map.Entry<String, String> entry : UNSUPPORTED.entrySet()) {
			JsonNode value = fields.get(entry.getKey());
			if (value != null && !value.equals(JSON.readTree(entry.getValue()))) {
				throw JsonFields.invalid(entry.getKey(), "is not simulated: leave it out");
			}
		}
		for (String one : List.of("n", "best_of")) {
			Integer value = fields.integer(one);
			if (value != null && value != 1) {
				throw JsonFields.invalid(one, "must be 1, other values are not simulated");
			}
		}
	}

	private static Limits limits(Endpoint endpoint, JsonFields fields) throws InvalidRequestException {
		Integer maxTokens = positive(fields, "max_tokens");
		if (endpoint == Endpoint.CHAT) {
			Integer newer = positive(fields, "max_completion_tokens");
			maxTokens = (newer != null) ? newer : maxTokens;
		}
		else if (maxTokens == null && fields.get("max_tokens") == null) {
			// The default of the completions API; that of chat is all that fits.
			maxTokens = 16;
		}
		Integer minTokens = fields.integer("min_tokens");
		int min = (minTokens != null) ? minTokens : 0;
		if (min < 0 || (maxTokens != null && min > maxTokens)) {
			throw JsonFields.invalid("min_tokens", "is %d but must be 0 to max_tokens".formatted(min));
		}
		return new Limits(maxTokens, min, fields.flag("ignore_eos"));
	}

	private static @Nullable Integer positive(JsonFields fields, String name) throws InvalidRequestException {
		Integer value = fields.integer(name);
		if (value != null && value < 1) {
			throw JsonFields.invalid(name, "is %d but must be 1 or more".formatted(value));
		}
		return value;
	}

	private static List<String> stop(JsonFields fields) throws InvalidRequestException {
		JsonNode stop = fields.get("stop");
		if (stop == null) {
			return List.of();
		}
		List<String> stops = new ArrayList<>();
		for (JsonNode each : stop.isArray() ? stop.values() : List.of(stop)) {
			if (!each.isString() || each.stringValue().isEmpty()) {
				throw JsonFields.invalid("stop", "must be a string or an array of strings, none empty");
			}
			stops.add(each.stringValue());
		}
		return stops;
	}

	private static Streaming streaming(JsonFields fields) throws InvalidRequestException {
		boolean stream = fields.flag("stream");
		JsonNode options = fields.get("stream_options");
		if (options == null) {
			return stream ? Streaming.ON : Streaming.OFF;
		}
		if (!stream) {
			throw JsonFields.invalid("stream_options", "may only be given with \"stream\": true");
		}
		if (!options.isObject()) {
			throw JsonFields.invalid("stream_options", "must be an object");
		}
		return new JsonFields(options).flag("include_usage") ? Streaming.WITH_USAGE : Streaming.ON;
	}

}
