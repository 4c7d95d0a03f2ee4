package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.penstock.discovery.model.BackendTarget;
import dev.penstock.discovery.model.BackendTls;
import dev.penstock.discovery.model.ClientValidation;
import dev.penstock.discovery.model.Endpoint;
import dev.penstock.discovery.model.HeaderChanges;
import dev.penstock.discovery.model.ListenerBinding;
import dev.penstock.discovery.model.ListenerEntry;
import dev.penstock.discovery.model.PathChange;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.PickerBinding;
import dev.penstock.discovery.model.PickerTls;
import dev.penstock.discovery.model.PoolEntry;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteAction;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteRetry;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.discovery.model.RouteTimeouts;
import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.model.ServiceEntry;
import dev.penstock.discovery.model.ValueMatch;
import dev.penstock.discovery.model.WeightedBackend;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.ListenerStatus;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;

/** Writes a translation as text that people can check line by line. */
final class TranslationText {

	private final StringBuilder text = new StringBuilder();

	private TranslationText() {
	}

	static String of(Translation translation) {
		TranslationText writer = new TranslationText();
		writer.table(translation.table());
		writer.status(translation.report());
		return writer.text.toString();
	}

	// The table

	private void table(RoutingTable table) {
		line(0, "table:");
		table.listeners().forEach(this::listener);
		table.routes().forEach(this::route);
		table.pools().values().forEach(this::pool);
		table.services().values().forEach(this::service);
	}

	private void listener(ListenerEntry listener) {
		line(1, "listener " + listener.key() + ": " + listener.protocol() + " "
				+ (listener.addresses().isEmpty() ? "*" : String.join(",", listener.addresses())) + ":"
				+ listener.port() + ((listener.hostname() != null) ? " host " + listener.hostname() : ""));
		if (listener.tls() != null) {
			listener.tls().certificates().forEach((certificate) -> line(2, certificate.toString()));
			ClientValidation clients = listener.tls().clients();
			if (clients != null) {
				line(2, "clients verified by " + clients.certificateAuthorities().size() + " CA, "
						+ clients.enforcement());
			}
		}
	}

	private void route(RouteRule rule) {
		line(1, "rule " + rule.id() + ((rule.name() != null) ? " (" + rule.name() + ")" : "") + ":");
		for (ListenerBinding binding : rule.bindings()) {
			line(2, "on " + binding.listener()
					+ (binding.hostnames().isEmpty() ? "" : " for " + String.join(", ", binding.hostnames())));
		}
		rule.matches().forEach((match) -> line(2, "match " + match(match)));
		rule.actions().forEach((action) -> line(2, action(action)));
		if (!rule.timeouts().equals(RouteTimeouts.NONE)) {
			line(2, "timeouts request=" + rule.timeouts().request() + " backendRequest="
					+ rule.timeouts().backendRequest());
		}
		RouteRetry retry = rule.retry();
		if (retry != null) {
			line(2, "retry codes=" + retry.codes() + " attempts=" + retry.attempts() + " backoff=" + retry.backoff());
		}
		if (rule.backends().isEmpty()) {
			line(2, "to nowhere");
		}
		rule.backends().forEach(this::backend);
	}

	private static String match(RouteMatch match) {
		List<String> parts = new ArrayList<>();
		if (match.method() != null) {
			parts.add(match.method());
		}
		parts.add(switch (match.path()) {
			case PathMatch.Exact(String value) -> "=" + value;
			case PathMatch.Prefix(String value) -> value + "…";
			case PathMatch.Regex(String value) -> "~" + value;
			case PathMatch.Method(String value) -> "/*/" + value;
		});
		match.headers().forEach((value) -> parts.add("header " + value(value)));
		match.queryParams().forEach((value) -> parts.add("query " + value(value)));
		return String.join(" ", parts);
	}

	private static String value(ValueMatch match) {
		return switch (match) {
			case ValueMatch.Exact(String name, String value) -> name + "=" + value;
			case ValueMatch.Regex(String name, String value) -> name + "~" + value;
		};
	}

	private static String action(RouteAction action) {
		return switch (action) {
			case RouteAction.RequestHeaderModifier(HeaderChanges headers) -> "request headers" + changes(headers);
			case RouteAction.ResponseHeaderModifier(HeaderChanges headers) -> "response headers" + changes(headers);
			case RouteAction.RequestRedirect redirect ->
				"redirect " + redirect.statusCode() + " to scheme " + redirect.scheme() + " host " + redirect.hostname()
						+ " port " + redirect.port() + " path " + path(redirect.path());
			case RouteAction.UrlRewrite(String hostname, PathChange path) ->
				"rewrite host " + hostname + " path " + path(path);
			case RouteAction.RequestMirror mirror ->
				"mirror " + mirror.numerator() + "/" + mirror.denominator() + " to " + target(mirror.target());
			case RouteAction.Cors(var policy) -> "cors " + policy;
			case RouteAction.Extension extension ->
				"filter " + extension.name() + " " + extension.args() + " of " + extension.reference();
			case RouteAction.Unresolved(var reference, var reason, var _) -> "500, " + reason + ": " + reference;
		};
	}

	private static String path(PathChange change) {
		return switch (change) {
			case PathChange.Keep() -> "as it is";
			case PathChange.ReplaceFull(String path) -> path;
			case PathChange.ReplacePrefix(String replacement) -> "\"" + replacement + "\"…";
		};
	}

	private static String target(BackendTarget target) {
		return switch (target) {
			case BackendTarget.Pool pool -> "pool " + pool.pool().qualifiedName();
			case BackendTarget.Service service -> "service " + service.service();
			case BackendTarget.Unresolved(var reference, var reason, var _) -> "500, " + reason + ": " + reference;
		};
	}

	private static String changes(HeaderChanges changes) {
		StringBuilder text = new StringBuilder();
		changes.set()
			.forEach((header) -> text.append(" set ").append(header.name()).append('=').append(header.value()));
		changes.add()
			.forEach((header) -> text.append(" add ").append(header.name()).append('=').append(header.value()));
		changes.remove().forEach((name) -> text.append(" remove ").append(name));
		return text.toString();
	}

	private void backend(WeightedBackend backend) {
		line(2, "to " + backend.weight() + "× " + target(backend.target()));
		backend.actions().forEach((action) -> line(3, action(action)));
	}

	private void pool(PoolEntry pool) {
		line(1, "pool " + pool.key().qualifiedName() + ": " + pool.protocol() + ", " + switch (pool.picker()) {
			case PickerBinding.BuiltIn() -> "built-in picker";
			case PickerBinding.ExtProc(var service, var mode, var tls) ->
				"picker " + service + " " + mode + " " + tls(tls);
			case PickerBinding.Invalid(var mode, var _) -> "invalid picker " + mode;
		});
		endpoints(pool.endpoints());
	}

	private static String tls(PickerTls tls) {
		return switch (tls) {
			case PickerTls.Plaintext() -> "in plaintext";
			case PickerTls.Unverified() -> "by unverified TLS";
			case PickerTls.Verified(var authorities, var hostname, var names) ->
				"by TLS, verified by " + (authorities.isEmpty() ? "system" : authorities.size() + " CA") + " for "
						+ hostname + (names.isEmpty() ? "" : " with one of " + names);
		};
	}

	private void service(ServiceEntry service) {
		line(1, "service " + service.key() + ": " + service.protocol() + switch (service.tls()) {
			case BackendTls.None() -> "";
			case BackendTls.Verified(var authorities, var hostname, var names, var identity) ->
				" " + tls(new PickerTls.Verified(authorities, hostname, names))
						+ ((identity != null) ? ", with the " + identity : "");
			case BackendTls.Refused(var _) -> " refused";
		});
		endpoints(service.endpoints());
	}

	private void endpoints(List<Endpoint> endpoints) {
		endpoints.forEach((endpoint) -> line(2, endpoint.authority() + " " + endpoint.target()));
	}

	// The statuses

	private void status(StatusReport report) {
		line(0, "status:");
		report.gatewayClasses().forEach((key, status) -> {
			line(1, key + ": " + status.supportedFeatures().size() + " features");
			conditions(status.conditions());
		});
		report.gateways().forEach((key, status) -> {
			line(1, key + ":");
			conditions(status.conditions());
			int sets = report.attachedListenerSets(key);
			if (sets > 0) {
				line(2, sets + " ListenerSets attached");
			}
			listeners(key, status.listeners());
		});
		report.listenerSets().forEach((key, status) -> {
			line(1, key + " of " + status.gateway() + ":");
			conditions(status.conditions());
			listeners(key, status.listeners());
		});
		report.routes().forEach((key, status) -> status.parents().forEach((parent) -> {
			line(1, key + " at " + parent(parent.parent()) + ":");
			conditions(parent.conditions());
		}));
		report.pools().forEach((key, status) -> status.parents().forEach((parent) -> {
			line(1, key + " at " + parent.gateway() + ":");
			conditions(parent.conditions());
		}));
		report.policies().forEach((key, status) -> status.ancestors().forEach((ancestor) -> {
			line(1, key + " at " + ancestor.gateway() + ":");
			conditions(ancestor.conditions());
		}));
		line(0, "problems:");
		report.problems()
			.forEach((problem) -> line(1, problem.severity() + " " + problem.object() + " " + problem.text()));
	}

	private void listeners(ResourceKey owner, List<ListenerStatus> listeners) {
		listeners.forEach((listener) -> {
			String kinds = listener.supportedKinds()
				.stream()
				.map((kind) -> kind.kind())
				.collect(Collectors.joining(", "));
			line(1, owner + " listener " + listener.name() + ": " + listener.attachedRoutes() + " attached, kinds ["
					+ kinds + "]");
			conditions(listener.conditions());
		});
	}

	private static String parent(ParentReference parent) {
		return (parent.kind().equals("Gateway") ? "" : parent.kind() + " ")
				+ ((parent.namespace() != null) ? parent.namespace() + "/" : "") + parent.name()
				+ ((parent.sectionName() != null) ? " section " + parent.sectionName() : "")
				+ ((parent.port() != null) ? " port " + parent.port() : "");
	}

	/**
	 * Writes conditions that are as they should be on one line, without their messages.
	 */
	private void conditions(List<Condition> conditions) {
		List<Condition> fine = conditions.stream().filter(TranslationText::isFine).toList();
		if (!fine.isEmpty()) {
			line(2, "fine @" + fine.getFirst().observedGeneration() + ": "
					+ fine.stream().map(TranslationText::state).collect(Collectors.joining(", ")));
		}
		conditions.stream()
			.filter((condition) -> !isFine(condition))
			.forEach((condition) -> line(2,
					state(condition) + " @" + condition.observedGeneration() + ": " + condition.message()));
	}

	private static boolean isFine(Condition condition) {
		return condition.reason().equals(condition.type()) || condition.reason().equals("NoConflicts");
	}

	private static String state(Condition condition) {
		return condition.type() + "=" + condition.status()
				+ (condition.reason().equals(condition.type()) ? "" : "/" + condition.reason());
	}

	private void line(int depth, String line) {
		this.text.append("  ".repeat(depth)).append(line).append('\n');
	}

}
