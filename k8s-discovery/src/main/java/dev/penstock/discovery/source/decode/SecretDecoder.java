package dev.penstock.discovery.source.decode;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Secret;

/** Decodes Secrets. Their values stay in base64 and never get into a message. */
final class SecretDecoder {

	private static final TextFormat BASE64 = new TextFormat("base64", "encode it, or write it as text in `stringData`",
			SecretDecoder::isBase64);

	private SecretDecoder() {
	}

	static Secret decode(FieldReader root, Metadata metadata) {
		root.flag("immutable");
		Map<String, String> data = new LinkedHashMap<>();
		root.secretMap("data", TextFormat.DATA_KEY, BASE64)
			.forEach((key, value) -> data.put(key, withoutBreaks(value)));
		root.secretMap("stringData", TextFormat.DATA_KEY, TextFormat.ANY)
			.forEach((key, value) -> data.put(key,
					Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
		return new Secret(metadata, root.text("type", TextFormat.ANY, "Opaque"), data);
	}

	private static boolean isBase64(String text) {
		try {
			var _ = Base64.getDecoder().decode(withoutBreaks(text));
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static String withoutBreaks(String text) {
		return text.replace("\n", "").replace("\r", "");
	}

}
