package dev.penstock.demo.openai;

import tools.jackson.databind.JsonNode;

/**
 * Makes one text of the messages of a chat. The next request of the same chat starts with
 * the same text, so that it finds its prefix in the cache.
 */
final class ChatTemplate {

	private ChatTemplate() {
	}

	static String render(JsonNode messages) throws InvalidRequestException {
		if (!messages.isArray() || messages.isEmpty()) {
			throw JsonFields.invalid("messages", "must be an array of at least one message");
		}
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < messages.size(); i++) {
			String where = "messages[%d]".formatted(i);
			JsonNode message = messages.get(i);
			if (!message.isObject()) {
				throw JsonFields.invalid(where, "must be an object with role and content");
			}
			JsonNode role = message.get("role");
			if (role == null || !role.isString()) {
				throw JsonFields.invalid(where + ".role", "is required and must be a string");
			}
			turn(text, role.stringValue());
			content(text, where + ".content", message);
			text.append('\n');
		}
		turn(text, "assistant");
		return text.toString();
	}

	private static void turn(StringBuilder text, String role) {
		text.append("<|").append(role).append("|>\n");
	}

	private static void content(StringBuilder text, String where, JsonNode message) throws InvalidRequestException {
		JsonNode content = message.get("content");
		if (content == null || content.isNull()) {
			// The message in which an assistant calls tools has none.
			if (message.get("tool_calls") == null) {
				throw JsonFields.invalid(where, "is required");
			}
		}
		else if (content.isString()) {
			text.append(content.stringValue());
		}
		else if (content.isArray()) {
			for (JsonNode part : content.values()) {
				text.append(textPart(where, part));
			}
		}
		else {
			throw JsonFields.invalid(where, "must be a string or an array of text parts");
		}
	}

	private static String textPart(String where, JsonNode part) throws InvalidRequestException {
		JsonNode type = part.get("type");
		JsonNode text = part.get("text");
		if (type == null || !type.isString() || !type.stringValue().equals("text") || text == null
				|| !text.isString()) {
			throw JsonFields.invalid(where, "may hold parts of type text only: no other kind is simulated");
		}
		return text.stringValue();
	}

}
