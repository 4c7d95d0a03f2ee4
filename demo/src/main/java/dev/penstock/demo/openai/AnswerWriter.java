package dev.penstock.demo.openai;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Writes the answer to one request, whole or as server-sent events.
 */
public final class AnswerWriter {

	private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

	private final Endpoint endpoint;

	private final String idAndObject;

	private final String eventStart;

	/**
	 * Creates a writer for one answer.
	 * @param request the request
	 * @param requestId what makes the answer's id unique
	 * @param created the time, in seconds since 1970
	 */
	public AnswerWriter(GenerationRequest request, String requestId, long created) {
		this.endpoint = request.endpoint();
		this.idAndObject = head(request, requestId, this.endpoint.object(), created);
		this.eventStart = "data: " + head(request, requestId, this.endpoint.chunkObject(), created);
	}

	private String head(GenerationRequest request, String requestId, String object, long created) {
		StringBuilder json = new StringBuilder(160).append("{\"id\":");
		JsonText.string(json, this.endpoint.idPrefix() + requestId);
		json.append(",\"object\":\"").append(object).append("\",\"created\":").append(created).append(",\"model\":");
		JsonText.string(json, request.model());
		return json.append(",\"choices\":[").toString();
	}

	/**
	 * Writes the whole answer.
	 * @param text the text
	 * @param end why it ended
	 * @param usage the tokens used
	 * @return JSON
	 */
	public String whole(String text, End end, Usage usage) {
		StringBuilder json = new StringBuilder(512 + text.length()).append(this.idAndObject).append("{\"index\":0,");
		if (this.endpoint == Endpoint.CHAT) {
			json.append("\"message\":{\"role\":\"assistant\",\"content\":");
			JsonText.string(json, text);
			json.append(",\"refusal\":null,\"tool_calls\":[]}");
		}
		else {
			json.append("\"text\":");
			JsonText.string(json, text);
		}
		end(json, end);
		json.append("}],");
		usage.write(json);
		return json.append('}').toString();
	}

	/**
	 * Writes the first event of a chat, which names the role.
	 * @return the event; null for completions, which have none
	 */
	public byte @Nullable [] firstEvent() {
		if (this.endpoint != Endpoint.CHAT) {
			return null;
		}
		return bytes(this.eventStart
				+ "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
	}

	/**
	 * Writes the event for a token.
	 * @param piece the token's text
	 * @param end why the text ends after it, null if it goes on
	 * @return the event
	 */
	public byte[] event(String piece, @Nullable End end) {
		StringBuilder json = new StringBuilder(320).append(this.eventStart).append("{\"index\":0,");
		if (this.endpoint == Endpoint.CHAT) {
			json.append("\"delta\":{\"content\":");
			JsonText.string(json, piece);
			json.append('}');
		}
		else {
			json.append("\"text\":");
			JsonText.string(json, piece);
		}
		end(json, end);
		return bytes(json.append("}]}\n\n").toString());
	}

	/**
	 * Writes the event with the usage, which has no text.
	 * @param usage the tokens used
	 * @return the event
	 */
	public byte[] usageEvent(Usage usage) {
		StringBuilder json = new StringBuilder(320).append(this.eventStart).append("],");
		usage.write(json);
		return bytes(json.append("}\n\n").toString());
	}

	/**
	 * Returns the event that ends every stream.
	 * @return the event
	 */
	public static byte[] done() {
		return DONE.clone();
	}

	/**
	 * Writes the answer of {@code /v1/models}.
	 * @param models the base model and its other names
	 * @param adapters the LoRA adapters
	 * @param created when the server started, in seconds since 1970
	 * @param maxModelLen the context length, in tokens
	 * @return JSON
	 */
	public static String models(List<String> models, List<String> adapters, long created, int maxModelLen) {
		StringBuilder json = new StringBuilder(512).append("{\"object\":\"list\",\"data\":[");
		String separator = "";
		for (String model : models) {
			json.append(separator);
			model(json, model, null, created);
			json.append(",\"max_model_len\":").append(maxModelLen).append('}');
			separator = ",";
		}
		for (String adapter : adapters) {
			json.append(separator);
			model(json, adapter, models.getFirst(), created);
			json.append('}');
		}
		return json.append("]}").toString();
	}

	private static void model(StringBuilder json, String id, @Nullable String parent, long created) {
		json.append("{\"id\":");
		JsonText.string(json, id);
		json.append(",\"object\":\"model\",\"created\":")
			.append(created)
			.append(",\"owned_by\":\"penstock\",\"root\":");
		JsonText.string(json, id);
		json.append(",\"parent\":");
		JsonText.string(json, parent);
	}

	private static void end(StringBuilder json, @Nullable End end) {
		json.append(",\"logprobs\":null,\"finish_reason\":");
		JsonText.string(json, (end != null) ? end.reason() : null);
		json.append(",\"stop_reason\":");
		JsonText.string(json, (end != null) ? end.stopString() : null);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Says why a text ended.
	 *
	 * @param reason "stop" or "length"
	 * @param stopString the stop string met, null if none
	 */
	public record End(String reason, @Nullable String stopString) {
	}

	/**
	 * Says how many tokens a request used.
	 *
	 * @param promptTokens tokens of the prompt
	 * @param completionTokens tokens of the answer
	 * @param cachedTokens tokens of the prompt that were in the prefix cache
	 */
	public record Usage(int promptTokens, int completionTokens, int cachedTokens) {

		void write(StringBuilder json) {
			json.append("\"usage\":{\"prompt_tokens\":").append(this.promptTokens);
			json.append(",\"total_tokens\":").append(this.promptTokens + this.completionTokens);
			json.append(",\"completion_tokens\":").append(this.completionTokens);
			json.append(",\"prompt_tokens_details\":{\"cached_tokens\":").append(this.cachedTokens).append("}}");
		}

	}

}
