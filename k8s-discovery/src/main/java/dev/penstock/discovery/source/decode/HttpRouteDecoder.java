package dev.penstock.discovery.source.decode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

import dev.penstock.discovery.model.PathChange;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteRetry;
import dev.penstock.discovery.model.RouteTimeouts;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.BackendReference;
import dev.penstock.discovery.resource.HttpRoute.Filter;
import dev.penstock.discovery.resource.HttpRoute.Rule;
import dev.penstock.discovery.resource.Metadata;

/**
 * Decodes HTTPRoutes; matches are {@link HttpMatchDecoder}'s, filters are
 * {@link HttpFilterDecoder}'s and parents are {@link ParentReferenceDecoder}'s.
 */
final class HttpRouteDecoder {

	private static final int MAX_MATCHES = 128;

	private static final RouteMatch ANY = new RouteMatch(PathMatch.ANY, null, List.of(), List.of());

	/** What a route without rules has: it matches everything and has no backend. */
	private static final Rule DEFAULT_RULE = new Rule(null, List.of(ANY), List.of(), List.of(), RouteTimeouts.NONE,
			null, List.of());

	private HttpRouteDecoder() {
	}

	static HttpRoute decode(FieldReader root, Metadata metadata) {
		root.ignore("status");
		return root.requiredObject("spec", (spec) -> {
			spec.warnUnserved("useDefaultGateways");
			List<HttpRoute.ParentReference> parents = ParentReferenceDecoder.decode(spec);
			List<String> hostnames = spec.texts("hostnames", TextFormat.HOSTNAME, Size.upTo(16));
			List<Rule> rules = spec.objects("rules", Size.optional(1, 16), HttpRouteDecoder::rule);
			checkRules(spec, rules);
			return new HttpRoute(metadata, parents, hostnames, rules.isEmpty() ? List.of(DEFAULT_RULE) : rules);
		});
	}

	static void checkRules(FieldReader spec, List<Rule> rules) {
		int matches = rules.stream().mapToInt((rule) -> rule.matches().size()).sum();
		if (matches > MAX_MATCHES) {
			spec.error("rules", "they have " + matches + " matches in all",
					"split the route: at most " + MAX_MATCHES + " matches are allowed in one");
		}
		Set<String> names = new HashSet<>();
		for (int i = 0; i < rules.size(); i++) {
			String name = rules.get(i).name();
			if (name != null && !names.add(name)) {
				spec.report(Severity.ERROR, "rules[" + i + "].name",
						Texts.quote(name) + " is the name of another rule too", "give each rule its own name");
			}
		}
	}

	private static Rule rule(FieldReader reader) {
		String name = reader.text("name", TextFormat.DNS_SUBDOMAIN);
		List<RouteMatch> matches = reader.objects("matches", Size.upTo(64), HttpMatchDecoder::decode);
		List<Filter> filters = HttpFilterDecoder.decode(reader);
		List<BackendReference> backends = backends(reader, HttpFilterDecoder::decode);
		if (!backends.isEmpty() && filters.stream().anyMatch(Filter.RequestRedirect.class::isInstance)) {
			reader.error("backendRefs", "a rule that redirects has no backends",
					"remove either the backends or the RequestRedirect filter");
		}
		checkPrefix(reader, matches, filters, "filters");
		for (int i = 0; i < backends.size(); i++) {
			checkPrefix(reader, matches, backends.get(i).filters(), "backendRefs[" + i + "].filters");
		}
		RouteTimeouts timeouts = reader.object("timeouts", HttpRouteDecoder::timeouts);
		return new Rule(name, matches.isEmpty() ? List.of(ANY) : matches, filters, backends,
				(timeouts != null) ? timeouts : RouteTimeouts.NONE, reader.object("retry", HttpRouteDecoder::retry),
				unsupported(reader));
	}

	/**
	 * Checks that a rule whose filters replace the prefix has one: "exactly one
	 * PathPrefix match must be specified".
	 */
	private static void checkPrefix(FieldReader rule, List<RouteMatch> matches, List<Filter> filters, String list) {
		boolean onePrefix = matches.isEmpty()
				|| (matches.size() == 1 && matches.getFirst().path() instanceof PathMatch.Prefix);
		for (int i = 0; !onePrefix && i < filters.size(); i++) {
			PathChange change = switch (filters.get(i)) {
				case Filter.RequestRedirect(var redirect) -> redirect.path();
				case Filter.UrlRewrite(var rewrite) -> rewrite.path();
				default -> PathChange.NONE;
			};
			if (change instanceof PathChange.ReplacePrefix) {
				rule.report(Severity.ERROR, list + "[" + i + "]",
						"it replaces the prefix, but the rule does not have exactly one match, of type PathPrefix",
						"split the rule so that each has one match of type PathPrefix, or use ReplaceFullPath");
			}
		}
	}

	static List<String> unsupported(FieldReader reader) {
		List<String> unsupported = new ArrayList<>();
		if (reader.object("sessionPersistence", HttpRouteDecoder::checkSessionPersistence) != null) {
			unsupported.add("sessionPersistence");
		}
		return unsupported;
	}

	private static RouteRetry retry(FieldReader reader) {
		SortedSet<Integer> codes = new TreeSet<>(reader.distinctIntegers("codes", 400, 599));
		return new RouteRetry(codes, reader.integer("attempts", 1, Integer.MAX_VALUE),
				Durations.read(reader, "backoff"));
	}

	private static Boolean checkSessionPersistence(FieldReader reader) {
		reader.text("sessionName", TextFormat.upTo(128));
		Durations.read(reader, "absoluteTimeout");
		Durations.read(reader, "idleTimeout");
		reader.oneOf("type", Choices.texts("Cookie", "Header"));
		reader.ignore("cookieConfig");
		return true;
	}

	private static RouteTimeouts timeouts(FieldReader reader) {
		Duration request = Durations.read(reader, "request");
		Duration backendRequest = Durations.read(reader, "backendRequest");
		if (request != null && backendRequest != null && !request.isZero() && backendRequest.compareTo(request) > 0) {
			reader.error("backendRequest", "it is longer than the request timeout",
					"make it at most as long as `request`");
		}
		return new RouteTimeouts(request, backendRequest);
	}

	/**
	 * Decodes the backends of a rule.
	 * @param rule the rule
	 * @param filters decodes their filters
	 */
	static List<BackendReference> backends(FieldReader rule, Function<FieldReader, List<Filter>> filters) {
		return rule.objects("backendRefs", Size.upTo(16), (reader) -> backend(reader, filters));
	}

	private static BackendReference backend(FieldReader reader, Function<FieldReader, List<Filter>> filters) {
		String group = reader.text("group", TextFormat.GROUP, "");
		String kind = reader.text("kind", TextFormat.KIND, "Service");
		return new BackendReference(group, kind, References.namespace(reader),
				reader.requiredText("name", TextFormat.OBJECT_NAME), References.servicePort(reader, group, kind),
				reader.integer("weight", 0, 1_000_000, 1), filters.apply(reader));
	}

}
