package dev.penstock.discovery.source.decode;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.penstock.discovery.model.CorsPolicy;
import dev.penstock.discovery.report.Problem.Severity;

/** Decodes CORS filters (GEP-1767). */
final class CorsDecoder {

	private static final String EVERY = "*";

	private static final int DEFAULT_MAX_AGE = 5;

	private static final TextFormat ORIGIN = TextFormat.of("an origin",
			"write `*`, or scheme, host and optional port, such as `https://*.example.com:8443`", 253,
			"\\*|https?://((\\*\\.)?([a-zA-Z0-9-]+\\.)*[a-zA-Z0-9-]+|\\*)(:[0-9]{1,5})?");

	private static final TextFormat METHOD = TextFormat.of("a method",
			"use one of GET, HEAD, POST, PUT, DELETE, CONNECT, OPTIONS, TRACE, PATCH and *", 7,
			"GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|\\*");

	private CorsDecoder() {
	}

	static CorsPolicy decode(FieldReader reader) {
		return new CorsPolicy(distinct(reader, "allowOrigins", ORIGIN, 64), reader.flag("allowCredentials", false),
				distinct(reader, "allowMethods", METHOD, 9),
				distinct(reader, "allowHeaders", TextFormat.HEADER_NAME, 64),
				distinct(reader, "exposeHeaders", TextFormat.HEADER_NAME, 64),
				reader.integer("maxAge", 1, Integer.MAX_VALUE, DEFAULT_MAX_AGE));
	}

	/**
	 * Reads a set of texts: "cannot contain '*' alongside" others, which for
	 * {@code exposeHeaders} is not said and means {@code *}.
	 */
	private static List<String> distinct(FieldReader reader, String list, TextFormat format, int max) {
		List<String> values = reader.texts(list, format, Size.upTo(max));
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < values.size(); i++) {
			if (!seen.add(values.get(i))) {
				reader.report(Severity.ERROR, list + "[" + i + "]", Texts.quote(values.get(i)) + " is given twice",
						"give each value once");
			}
		}
		if (seen.contains(EVERY) && seen.size() > 1 && !list.equals("exposeHeaders")) {
			reader.error(list, "it has `*` beside other values", "keep `*` alone, or remove it");
		}
		return values;
	}

}
