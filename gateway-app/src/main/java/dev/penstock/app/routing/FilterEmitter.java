package dev.penstock.app.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.BackendTarget;
import dev.penstock.discovery.model.CorsPolicy;
import dev.penstock.discovery.model.HeaderChanges;
import dev.penstock.discovery.model.PathChange;
import dev.penstock.discovery.model.RouteAction;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.route.HeaderEdits;
import dev.penstock.filters.route.MirrorView;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.FilterDefinition;

/**
 * Emits the filters of one rule and of its backends. They come in the order of the route,
 * but for two: CORS comes first, as a preflight is to reach nothing else and a redirect
 * needs its headers, too; a redirect comes last, as nothing after it would be passed.
 */
final class FilterEmitter {

	private final RouteRule rule;

	private final TableSlots slots;

	private final List<MirrorView> mirrors = new ArrayList<>();

	FilterEmitter(RouteRule rule, TableSlots slots) {
		this.rule = rule;
		this.slots = slots;
	}

	/**
	 * Returns the mirrors of all filters that were emitted.
	 * @return the mirrors by the index that their filters have
	 */
	List<MirrorView> mirrors() {
		return this.mirrors;
	}

	List<FilterDefinition> emit(List<RouteAction> actions) {
		return actions.stream()
			.filter((action) -> !leadsNowhere(action))
			.sorted(Comparator.comparingInt(FilterEmitter::place))
			.map(this::filter)
			.toList();
	}

	/** Tells whether an action is a mirror to a backend that can't be resolved. */
	private static boolean leadsNowhere(RouteAction action) {
		return action instanceof RouteAction.RequestMirror mirror
				&& mirror.target() instanceof BackendTarget.Unresolved;
	}

	private static int place(RouteAction action) {
		return switch (action) {
			case RouteAction.Cors _ -> 0;
			case RouteAction.RequestHeaderModifier _, RouteAction.ResponseHeaderModifier _, RouteAction.UrlRewrite _,
					RouteAction.RequestMirror _, RouteAction.Extension _, RouteAction.Unresolved _ ->
				1;
			case RouteAction.RequestRedirect _ -> 2;
		};
	}

	private FilterDefinition filter(RouteAction action) {
		return switch (action) {
			case RouteAction.RequestHeaderModifier(var headers) -> definition("RequestHeaderModifier", args(headers));
			case RouteAction.ResponseHeaderModifier(var headers) -> definition("ResponseHeaderModifier", args(headers));
			case RouteAction.RequestRedirect redirect -> definition("RequestRedirect", args(redirect));
			case RouteAction.UrlRewrite(String hostname, PathChange path) -> {
				Map<String, String> args = new LinkedHashMap<>();
				put(args, "hostname", hostname);
				path(path, args);
				yield definition("UrlRewrite", args);
			}
			case RouteAction.RequestMirror mirror -> definition("RequestMirror", args(mirror));
			case RouteAction.Cors(CorsPolicy policy) -> definition("Cors", args(policy));
			case RouteAction.Extension extension -> definition(extension.name(), extension.args());
			case RouteAction.Unresolved unresolved ->
				definition("Refused", Map.of("message", literal(unresolved.message())));
		};
	}

	private static FilterDefinition definition(String name, Map<String, String> args) {
		FilterDefinition definition = new FilterDefinition();
		definition.setName(name);
		definition.setArgs(new LinkedHashMap<>(args));
		return definition;
	}

	private static void put(Map<String, String> args, String name, @Nullable Object value) {
		if (value != null) {
			args.put(name, value.toString());
		}
	}

	private Map<String, String> args(RouteAction.RequestRedirect redirect) {
		Map<String, String> args = new LinkedHashMap<>();
		put(args, "scheme", redirect.scheme());
		put(args, "hostname", redirect.hostname());
		put(args, "port", redirect.port());
		path(redirect.path(), args);
		args.put("statusCode", Integer.toString(redirect.statusCode()));
		return args;
	}

	private void path(PathChange change, Map<String, String> args) {
		switch (change) {
			case PathChange.Keep _ -> {
				// Nothing to say.
			}
			case PathChange.ReplaceFull(String path) -> args.put("fullPath", path);
			case PathChange.ReplacePrefix(String replacement) -> {
				args.put("prefix", this.rule.matches().getFirst().path().value());
				args.put("replacement", replacement);
			}
		}
	}

	private Map<String, String> args(RouteAction.RequestMirror mirror) {
		this.mirrors.add(new MirrorView(
				new BackendView(1, target(mirror.target()), HeaderEdits.NONE, HeaderEdits.NONE, List.of()),
				mirror.numerator(), mirror.denominator()));
		Map<String, String> args = new LinkedHashMap<>();
		args.put("index", Integer.toString(this.mirrors.size() - 1));
		args.put("to", switch (mirror.target()) {
			case BackendTarget.Pool target -> target.pool().toString();
			case BackendTarget.Service target -> "Service " + target.service();
			case BackendTarget.Unresolved target -> target.reference().toString();
		} + ", " + mirror.numerator() + " of " + mirror.denominator());
		return args;
	}

	BackendView.Target target(BackendTarget target) {
		boolean grpc = this.rule.isGrpc();
		return switch (target) {
			case BackendTarget.Pool(var pool) ->
				new BackendView.Target.Pool(grpc ? this.slots.grpcPool(pool) : this.slots.pool(pool));
			case BackendTarget.Service(var service) -> new BackendView.Target.Service(service.toString(),
					grpc ? this.slots.grpcService(service) : this.slots.service(service));
			case BackendTarget.Unresolved unresolved -> new BackendView.Target.Unresolved(unresolved.message());
		};
	}

	private static Map<String, String> args(CorsPolicy policy) {
		Map<String, String> args = new LinkedHashMap<>();
		list("allowOrigins", policy.allowOrigins(), args);
		args.put("allowCredentials", Boolean.toString(policy.allowCredentials()));
		list("allowMethods", policy.allowMethods(), args);
		list("allowHeaders", policy.allowHeaders(), args);
		list("exposeHeaders", policy.exposeHeaders(), args);
		args.put("maxAge", Integer.toString(policy.maxAge()));
		return args;
	}

	private static void list(String name, List<String> values, Map<String, String> args) {
		for (int i = 0; i < values.size(); i++) {
			args.put(name + "[" + i + "]", values.get(i));
		}
	}

	private static Map<String, String> args(HeaderChanges changes) {
		Map<String, String> args = new LinkedHashMap<>();
		headers("set", changes.set(), args);
		headers("add", changes.add(), args);
		list("remove", changes.remove(), args);
		return args;
	}

	private static void headers(String list, List<HeaderChanges.Header> headers, Map<String, String> args) {
		for (int i = 0; i < headers.size(); i++) {
			args.put(list + "[" + i + "].name", headers.get(i).name());
			args.put(list + "[" + i + "].value", literal(headers.get(i).value()));
		}
	}

	/**
	 * Keeps Spring Cloud Gateway from taking a value for an expression, which those in
	 * <code>#{}</code> are.
	 */
	private static String literal(String value) {
		return (value.trim().startsWith("#{") && value.endsWith("}")) ? "#{'" + value.replace("'", "''") + "'}" : value;
	}

}
