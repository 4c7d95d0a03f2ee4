package dev.penstock.demo.openai;

import org.jspecify.annotations.Nullable;

/**
 * Writes JSON strings by hand: one is written for every token of every stream.
 */
final class JsonText {

	private static final String HEX = "0123456789abcdef";

	private JsonText() {
	}

	static void string(StringBuilder json, @Nullable String value) {
		if (value == null) {
			json.append("null");
			return;
		}
		json.append('"');
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			switch (c) {
				case '"' -> json.append("\\\"");
				case '\\' -> json.append("\\\\");
				case '\n' -> json.append("\\n");
				case '\r' -> json.append("\\r");
				case '\t' -> json.append("\\t");
				default -> {
					if (c < ' ' || Character.isSurrogate(c)) {
						unicode(json, c);
					}
					else {
						json.append(c);
					}
				}
			}
		}
		json.append('"');
	}

	/** Escapes surrogates too: a lone one has no encoding in UTF-8. */
	private static void unicode(StringBuilder json, char c) {
		json.append("\\u");
		for (int shift = 12; shift >= 0; shift -= 4) {
			json.append(HEX.charAt((c >> shift) & 0xF));
		}
	}

}
