package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteTimeouts;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.Rule;
import dev.penstock.discovery.resource.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Decodes GRPCRoutes, whose calls are requests with the path {@code /service/method}.
 * What they share with HTTPRoutes is {@link HttpRouteDecoder}'s.
 */
final class GrpcRouteDecoder {

	private static final Map<String, String> TYPES = Choices.texts("Exact", "RegularExpression");

	private static final TextFormat SERVICE = TextFormat.of("a gRPC service",
			"write the package and the service, such as `inference.v1.Generation`; a pattern needs type"
					+ " RegularExpression",
			1024, "\\.?[A-Za-z_][A-Za-z_0-9]*(\\.[A-Za-z_][A-Za-z_0-9]*)*+");

	private static final TextFormat METHOD = TextFormat.of("a gRPC method",
			"write the method, such as `Generate`; a pattern needs type RegularExpression", 1024,
			"[A-Za-z_][A-Za-z_0-9]*+");

	private static final TextFormat HEADER_VALUE = TextFormat.of("a header value", "use 1 to 4096 characters", 4096,
			"(?s).+");

	/** An expression for what the route leaves open. */
	private static final String ANY_SEGMENT = "[^/]+";

	private static final RouteMatch EVERY_CALL = new RouteMatch(PathMatch.ANY, null, List.of(), List.of());

	private GrpcRouteDecoder() {
	}

	static HttpRoute decode(FieldReader root, Metadata metadata) {
		root.ignore("status");
		return root.requiredObject("spec", (spec) -> {
			spec.warnUnserved("useDefaultGateways");
			List<HttpRoute.ParentReference> parents = ParentReferenceDecoder.decode(spec);
			List<String> hostnames = spec.texts("hostnames", TextFormat.HOSTNAME, Size.upTo(16));
			List<Rule> rules = spec.objects("rules", Size.upTo(16), GrpcRouteDecoder::rule);
			HttpRouteDecoder.checkRules(spec, rules);
			return new HttpRoute(metadata, parents, hostnames, rules);
		});
	}

	private static Rule rule(FieldReader reader) {
		List<RouteMatch> matches = reader.objects("matches", Size.upTo(64), GrpcRouteDecoder::match);
		return new Rule(reader.text("name", TextFormat.DNS_SUBDOMAIN),
				matches.isEmpty() ? List.of(EVERY_CALL) : matches, HttpFilterDecoder.decodeGrpc(reader),
				HttpRouteDecoder.backends(reader, HttpFilterDecoder::decodeGrpc), RouteTimeouts.NONE, null,
				HttpRouteDecoder.unsupported(reader));
	}

	private static RouteMatch match(FieldReader reader) {
		PathMatch path = reader.object("method", GrpcRouteDecoder::path);
		return new RouteMatch((path != null) ? path : PathMatch.ANY, null,
				HttpMatchDecoder.headers(reader, HEADER_VALUE), List.of());
	}

	/** "At least one of Service and Method MUST be a non-empty string." */
	private static PathMatch path(FieldReader reader) {
		boolean exact = reader.oneOf("type", TYPES, "Exact").equals("Exact");
		String service = reader.text("service", exact ? SERVICE : TextFormat.upTo(1024));
		String method = reader.text("method", exact ? METHOD : TextFormat.upTo(1024));
		if (!reader.has("service") && !reader.has("method")) {
			reader.error("service", "there is neither a service nor a method",
					"name one of the two, or remove `method` from the match to match every call");
		}
		return exact ? exact(service, method) : expression(reader, service, method);
	}

	private static PathMatch exact(@Nullable String service, @Nullable String method) {
		if (service == null) {
			return (method != null) ? new PathMatch.Method(method) : PathMatch.ANY;
		}
		return (method != null) ? new PathMatch.Exact("/" + service + "/" + method)
				: new PathMatch.Prefix("/" + service);
	}

	private static PathMatch expression(FieldReader reader, @Nullable String service, @Nullable String method) {
		String first = segment(reader, "service", service);
		String second = segment(reader, "method", method);
		return new PathMatch.Regex("/" + first + "/" + second);
	}

	private static String segment(FieldReader reader, String field, @Nullable String expression) {
		if (expression == null || expression.isEmpty()) {
			return ANY_SEGMENT;
		}
		HttpMatchDecoder.checkExpression(reader, field, expression);
		return "(?:" + expression + ")";
	}

}
