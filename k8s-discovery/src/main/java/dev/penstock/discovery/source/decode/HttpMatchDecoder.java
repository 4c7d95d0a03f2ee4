package dev.penstock.discovery.source.decode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import com.google.re2j.PatternSyntaxException;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.ValueMatch;
import dev.penstock.discovery.report.Problem.Severity;

/** Decodes the matches of HTTPRoutes. */
final class HttpMatchDecoder {

	private static final Map<String, String> PATH_TYPES = Choices.texts("Exact", "PathPrefix", "RegularExpression");

	private static final Map<String, String> VALUE_TYPES = Choices.texts("Exact", "RegularExpression");

	private static final Map<String, String> METHODS = Choices.texts("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT",
			"OPTIONS", "TRACE", "PATCH");

	private static final Pattern PATH_CHARACTERS = Pattern
		.compile("(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})++");

	private static final List<String> FORBIDDEN_INSIDE = List.of("//", "/./", "/../", "%2f", "%2F", "#");

	private static final List<String> FORBIDDEN_AT_END = List.of("/..", "/.");

	private HttpMatchDecoder() {
	}

	static RouteMatch decode(FieldReader reader) {
		PathMatch path = reader.object("path", HttpMatchDecoder::path);
		return new RouteMatch((path != null) ? path : PathMatch.ANY, reader.oneOf("method", METHODS),
				headers(reader, TextFormat.HEADER_VALUE),
				values(reader, "queryParams",
						TextFormat.of("a parameter value", "use 1 to 1024 characters", 1024, "(?s).+"),
						UnaryOperator.identity()));
	}

	/**
	 * Decodes matches of headers.
	 * @param reader what has them
	 * @param values what their values must look like
	 */
	static List<ValueMatch> headers(FieldReader reader, TextFormat values) {
		return values(reader, "headers", values, (name) -> name.toLowerCase(Locale.ROOT));
	}

	private static PathMatch path(FieldReader reader) {
		String type = reader.oneOf("type", PATH_TYPES, "PathPrefix");
		String value = reader.text("value", TextFormat.upTo(1024), "/");
		return switch (type) {
			case "RegularExpression" -> {
				checkExpression(reader, value);
				yield new PathMatch.Regex(value);
			}
			case "Exact" -> {
				checkPath(reader, value);
				yield new PathMatch.Exact(value);
			}
			default -> {
				checkPath(reader, value);
				yield new PathMatch.Prefix(value);
			}
		};
	}

	private static void checkPath(FieldReader reader, String path) {
		if (!path.startsWith("/")) {
			reader.error("value", Texts.quote(path) + " does not begin with `/`", "begin the path with `/`");
			return;
		}
		for (String forbidden : FORBIDDEN_INSIDE) {
			if (path.contains(forbidden)) {
				reader.error("value", "the path contains `" + forbidden + "`",
						"remove `" + forbidden + "`: requests are matched by their normalized path");
				return;
			}
		}
		for (String forbidden : FORBIDDEN_AT_END) {
			if (path.endsWith(forbidden)) {
				reader.error("value", "the path ends with `" + forbidden + "`",
						"remove `" + forbidden + "`: requests are matched by their normalized path");
				return;
			}
		}
		if (!PATH_CHARACTERS.matcher(path).matches()) {
			reader.error("value", Texts.quote(path) + " has characters that a path can't have",
					"use letters, digits and -/._~!$&'()*+,;=:@, and %XX for any other; a pattern needs type"
							+ " RegularExpression");
		}
	}

	private static void checkExpression(FieldReader reader, String expression) {
		checkExpression(reader, "value", expression);
	}

	static void checkExpression(FieldReader reader, String field, String expression) {
		try {
			com.google.re2j.Pattern.compile(expression);
		}
		catch (PatternSyntaxException ex) {
			reader.error(field, Texts.quote(expression) + " is not an RE2 expression: " + ex.getDescription(),
					"correct it; RE2 has no look-around and no back-references");
		}
	}

	/**
	 * Decodes matches of headers or parameters: "If multiple entries specify equivalent
	 * names, only the first entry with an equivalent name MUST be considered for a
	 * match."
	 */
	private static List<ValueMatch> values(FieldReader reader, String list, TextFormat format,
			UnaryOperator<String> normalize) {
		List<ValueMatch> all = reader.objects(list, Size.upTo(16), (item) -> value(item, format, normalize));
		List<ValueMatch> first = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (int i = 0; i < all.size(); i++) {
			String name = all.get(i).name();
			if (names.add(name) || name.isEmpty()) {
				first.add(all.get(i));
			}
			else {
				reader.report(Severity.WARNING, list + "[" + i + "].name",
						"the name is given twice, so this match is ignored", "keep only one match for each name");
			}
		}
		return first;
	}

	private static ValueMatch value(FieldReader reader, TextFormat format, UnaryOperator<String> normalize) {
		String type = reader.oneOf("type", VALUE_TYPES, "Exact");
		String name = normalize.apply(reader.requiredText("name", TextFormat.HEADER_NAME));
		String value = reader.requiredText("value", format);
		if (type.equals("RegularExpression")) {
			checkExpression(reader, value);
			return new ValueMatch.Regex(name, value);
		}
		return new ValueMatch.Exact(name, value);
	}

}
