package dev.penstock.discovery.source.decode;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Secret;
import dev.penstock.discovery.resource.TlsContent;

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
		String type = root.text("type", TextFormat.ANY, "Opaque");
		return new Secret(metadata, type, data, type.equals(Secret.TLS) ? tls(data) : new TlsContent.Absent());
	}

	/** Reads the pair once, so that translations needn't. */
	private static TlsContent tls(Map<String, String> data) {
		String chain = data.get("tls.crt");
		String key = data.get("tls.key");
		if (chain == null || key == null) {
			return new TlsContent.Broken("it has no key " + ((chain == null) ? "tls.crt" : "tls.key"));
		}
		return TlsContent.read(text(chain), text(key));
	}

	private static String text(String base64) {
		return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
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
