package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.PathChange;
import dev.penstock.discovery.model.RouteAction;
import dev.penstock.discovery.resource.HttpRoute.BackendReference;
import dev.penstock.discovery.resource.HttpRoute.Filter;
import org.jspecify.annotations.Nullable;

/** Decodes the filters of HTTPRoutes that say where requests go. */
final class UrlFilterDecoder {

	private static final Map<String, String> SCHEMES = Choices.texts("http", "https");

	private static final Map<String, String> PATH_TYPES = Choices.texts("ReplaceFullPath", "ReplacePrefixMatch");

	private static final Map<String, Integer> STATUS_CODES = Choices.of(Map.entry("301", 301), Map.entry("302", 302),
			Map.entry("303", 303), Map.entry("307", 307), Map.entry("308", 308));

	/**
	 * A path without a query, which the schema leaves open: more would get into the
	 * request line.
	 */
	private static final TextFormat PATH = TextFormat.of("a path",
			"use letters, digits and -/._~!$&'()*+,;=:@, and %XX for any other, at most 1024", 1024,
			"(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*+");

	private UrlFilterDecoder() {
	}

	static RouteAction.RequestRedirect redirect(FieldReader reader) {
		String scheme = reader.oneOf("scheme", SCHEMES);
		String hostname = reader.text("hostname", TextFormat.DNS_SUBDOMAIN);
		Integer port = reader.port("port");
		Integer status = reader.integer("statusCode", 301, 308, 302);
		if (!STATUS_CODES.containsValue(status)) {
			reader.error("statusCode", status + " is not a status of a redirect",
					"use one of " + String.join(", ", STATUS_CODES.keySet()));
		}
		return new RouteAction.RequestRedirect(scheme, hostname, port, path(reader), status);
	}

	static RouteAction.UrlRewrite rewrite(FieldReader reader) {
		return new RouteAction.UrlRewrite(reader.text("hostname", TextFormat.DNS_SUBDOMAIN), path(reader));
	}

	private static PathChange path(FieldReader reader) {
		PathChange change = reader.object("path", UrlFilterDecoder::pathChange);
		return (change != null) ? change : PathChange.NONE;
	}

	private static PathChange pathChange(FieldReader reader) {
		String type = reader.requiredOneOf("type", PATH_TYPES, "");
		String full = reader.text("replaceFullPath", PATH);
		String prefix = reader.text("replacePrefixMatch", PATH);
		return switch (type) {
			case "ReplaceFullPath" -> new PathChange.ReplaceFull(only(reader, type, full, "replacePrefixMatch"));
			case "ReplacePrefixMatch" -> new PathChange.ReplacePrefix(only(reader, type, prefix, "replaceFullPath"));
			default -> PathChange.NONE;
		};
	}

	private static String only(FieldReader reader, String type, @Nullable String value, String other) {
		String field = type.equals("ReplaceFullPath") ? "replaceFullPath" : "replacePrefixMatch";
		if (!reader.has(field)) {
			reader.error(field, "required field is missing", "add the field that goes with type " + type);
		}
		if (reader.has(other)) {
			reader.error(other, "it does not go with the type " + type, "remove it, or change the type");
		}
		return (value != null) ? value : "";
	}

	static Filter.RequestMirror mirror(FieldReader reader) {
		BackendReference backend = reader.requiredObject("backendRef", UrlFilterDecoder::backend);
		Integer percent = reader.integer("percent", 0, 100);
		Share fraction = reader.object("fraction", UrlFilterDecoder::fraction);
		if (reader.has("percent") && reader.has("fraction")) {
			reader.error("fraction", "it does not go with percent", "keep one of percent and fraction");
		}
		Share share = (fraction != null) ? fraction : new Share((percent != null) ? percent : 100, 100);
		return new Filter.RequestMirror(backend, share.numerator(), share.denominator());
	}

	private static Share fraction(FieldReader reader) {
		if (!reader.has("numerator")) {
			reader.error("numerator", "required field is missing", "add it: a number of 0 or more");
		}
		int numerator = reader.integer("numerator", 0, Integer.MAX_VALUE, 0);
		int denominator = reader.integer("denominator", 1, Integer.MAX_VALUE, 100);
		if (numerator > denominator) {
			reader.error("numerator", "it is greater than the denominator", "make it at most " + denominator);
		}
		return new Share(numerator, denominator);
	}

	private static BackendReference backend(FieldReader reader) {
		String group = reader.text("group", TextFormat.GROUP, "");
		String kind = reader.text("kind", TextFormat.KIND, "Service");
		return new BackendReference(group, kind, References.namespace(reader),
				reader.requiredText("name", TextFormat.OBJECT_NAME), References.servicePort(reader, group, kind), 1,
				List.of());
	}

	private record Share(int numerator, int denominator) {
	}

}
