package dev.penstock.discovery.source.decode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

import dev.penstock.discovery.model.HeaderChanges;
import dev.penstock.discovery.model.HeaderChanges.Header;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.resource.HttpRoute.Filter;

/**
 * Decodes the filters of routes; redirects, rewrites and mirrors are
 * {@link UrlFilterDecoder}'s. Of those that Penstock doesn't serve only the type and the
 * field that goes with it are checked.
 */
final class HttpFilterDecoder {

	/** The field that goes with each type. */
	private static final SequencedMap<String, String> FIELDS = Choices.of(
			Map.entry("RequestHeaderModifier", "requestHeaderModifier"),
			Map.entry("ResponseHeaderModifier", "responseHeaderModifier"), Map.entry("RequestMirror", "requestMirror"),
			Map.entry("RequestRedirect", "requestRedirect"), Map.entry("URLRewrite", "urlRewrite"),
			Map.entry("CORS", "cors"), Map.entry("ExternalAuth", "externalAuth"),
			Map.entry("ExtensionRef", "extensionRef"));

	private static final SequencedMap<String, String> TYPES = Choices.texts(FIELDS.keySet().toArray(String[]::new));

	/** The types that GRPCRoutes have. */
	private static final SequencedMap<String, String> GRPC_TYPES = Choices.texts("RequestHeaderModifier",
			"ResponseHeaderModifier", "RequestMirror", "ExtensionRef");

	private static final Set<String> REPEATABLE = Set.of("RequestMirror", "ExtensionRef", "ExternalAuth");

	private HttpFilterDecoder() {
	}

	static List<Filter> decode(FieldReader owner) {
		return decode(owner, TYPES);
	}

	/** Decodes the filters of GRPCRoutes. */
	static List<Filter> decodeGrpc(FieldReader owner) {
		return decode(owner, GRPC_TYPES);
	}

	private static List<Filter> decode(FieldReader owner, SequencedMap<String, String> allowed) {
		List<String> types = new ArrayList<>();
		List<Filter> filters = owner.objects("filters", Size.upTo(16), (reader) -> {
			String type = reader.requiredOneOf("type", allowed, "");
			types.add(type);
			return filter(reader, type);
		});
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < types.size(); i++) {
			String type = types.get(i);
			if (!seen.add(type) && !type.isEmpty() && !REPEATABLE.contains(type)) {
				owner.report(Severity.ERROR, "filters[" + i + "]", "there is a " + type + " filter already",
						"merge the two");
			}
		}
		if (seen.contains("RequestRedirect") && seen.contains("URLRewrite")) {
			owner.error("filters", "they both redirect and rewrite", "keep RequestRedirect or URLRewrite, not both");
		}
		return filters;
	}

	private static Filter filter(FieldReader reader, String type) {
		for (Map.Entry<String, String> known : FIELDS.entrySet()) {
			String field = known.getValue();
			if (type.isEmpty()) {
				reader.ignore(field);
			}
			else if (known.getKey().equals(type) != reader.has(field)) {
				reader.error(field,
						reader.has(field) ? "it does not go with a filter of type " + type
								: "required field is missing",
						reader.has(field) ? "remove it, or make the type " + known.getKey()
								: "add the field that goes with type " + type);
			}
		}
		Filter filter = type.isEmpty() ? null
				: reader.object(FIELDS.getOrDefault(type, ""), (content) -> content(content, type));
		return (filter != null) ? filter : new Filter.Unsupported(type);
	}

	private static Filter content(FieldReader content, String type) {
		return switch (type) {
			case "RequestHeaderModifier" -> new Filter.RequestHeaderModifier(headerChanges(content));
			case "ResponseHeaderModifier" -> new Filter.ResponseHeaderModifier(headerChanges(content));
			case "RequestMirror" -> UrlFilterDecoder.mirror(content);
			case "RequestRedirect" -> new Filter.RequestRedirect(UrlFilterDecoder.redirect(content));
			case "URLRewrite" -> new Filter.UrlRewrite(UrlFilterDecoder.rewrite(content));
			case "CORS" -> new Filter.Cors(CorsDecoder.decode(content));
			case "ExtensionRef" -> new Filter.Extension(References.local(content));
			default -> {
				content.ignore("protocol", "backendRef", "grpc", "http", "forwardBody");
				yield new Filter.Unsupported(type);
			}
		};
	}

	private static HeaderChanges headerChanges(FieldReader reader) {
		Map<String, String> placeByName = new HashMap<>();
		List<Header> set = distinct(reader, "set", headers(reader, "set"), placeByName);
		List<Header> add = distinct(reader, "add", headers(reader, "add"), placeByName);
		List<Header> remove = distinct(reader, "remove",
				reader.texts("remove", TextFormat.HEADER_NAME, Size.upTo(16))
					.stream()
					.map((name) -> new Header(name, ""))
					.toList(),
				placeByName);
		return new HeaderChanges(set, add, remove.stream().map(Header::name).toList());
	}

	private static List<Header> headers(FieldReader reader, String list) {
		return reader.objects(list, Size.upTo(16),
				(item) -> new Header(item.requiredText("name", TextFormat.HEADER_NAME),
						item.requiredText("value", TextFormat.HEADER_VALUE)));
	}

	/**
	 * Keeps the first of equivalent names. The schema forbids the same name twice in one
	 * list; names that differ in case or stand in two lists get by it, and what they
	 * would do together is not specified.
	 */
	private static List<Header> distinct(FieldReader reader, String list, List<Header> headers,
			Map<String, String> placeByName) {
		List<Header> kept = new ArrayList<>();
		Set<String> exact = new HashSet<>();
		for (int i = 0; i < headers.size(); i++) {
			String name = headers.get(i).name();
			String place = list + "[" + i + "]";
			String first = placeByName.putIfAbsent(name.toLowerCase(Locale.ROOT), place);
			boolean twice = !exact.add(name);
			if (first == null || name.isEmpty()) {
				kept.add(headers.get(i));
			}
			else {
				reader.report(twice ? Severity.ERROR : Severity.WARNING, place, Texts.quote(name)
						+ " is given twice, first by `" + first + "`" + (twice ? "" : ", so this one is ignored"),
						"name each header once");
			}
		}
		return kept;
	}

}
