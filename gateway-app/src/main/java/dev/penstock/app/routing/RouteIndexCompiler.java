package dev.penstock.app.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.app.listener.SocketName;
import dev.penstock.discovery.model.ListenerBinding;
import dev.penstock.discovery.model.ListenerEntry;
import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.model.ValueMatch;
import dev.penstock.filters.route.CompiledRule;
import dev.penstock.filters.route.MatchSpec;
import dev.penstock.filters.route.RouteIndex;
import org.jspecify.annotations.Nullable;

/** Compiles the index of a table's rules. */
final class RouteIndexCompiler {

	private final SocketNaming sockets;

	RouteIndexCompiler(SocketNaming sockets) {
		this.sockets = sockets;
	}

	/**
	 * Compiles the index.
	 * @param table the table
	 * @param compiled what each rule leads to, by the rule's identity
	 * @return the index
	 */
	RouteIndex<CompiledRule> compile(RoutingTable table, Map<String, CompiledRule> compiled) {
		RouteIndex.Builder<CompiledRule> index = new RouteIndex.Builder<>();
		Map<ListenerKey, Bound> bound = new HashMap<>();
		for (ListenerEntry listener : table.listeners()) {
			List<String> names = this.sockets.of(listener).stream().map(SocketName::text).toList();
			names.forEach((socket) -> index.listener(socket, listener.hostname()));
			bound.put(listener.key(), new Bound(names, listener.hostname()));
		}
		for (RouteRule rule : table.routes()) {
			CompiledRule target = compiled.get(rule.id());
			if (target == null) {
				throw new IllegalStateException("rule " + rule.id() + " has no route");
			}
			index.rule(attachments(rule, bound), rule.matches().stream().map(RouteIndexCompiler::spec).toList(),
					target);
		}
		return index.build();
	}

	private static List<RouteIndex.Attachment> attachments(RouteRule rule, Map<ListenerKey, Bound> listeners) {
		List<RouteIndex.Attachment> attachments = new ArrayList<>();
		for (ListenerBinding binding : rule.bindings()) {
			Bound listener = listeners.get(binding.listener());
			if (listener != null) {
				for (String socket : listener.sockets()) {
					attachments.add(new RouteIndex.Attachment(socket, listener.hostname(), binding.hostnames()));
				}
			}
		}
		return attachments;
	}

	private static MatchSpec spec(RouteMatch match) {
		MatchSpec.PathType type = switch (match.path()) {
			case PathMatch.Exact _ -> MatchSpec.PathType.EXACT;
			case PathMatch.Prefix _ -> MatchSpec.PathType.PREFIX;
			case PathMatch.Regex _ -> MatchSpec.PathType.REGEX;
			case PathMatch.Method _ -> MatchSpec.PathType.METHOD;
		};
		return new MatchSpec(type, match.path().value(), match.method(), values(match.headers()),
				values(match.queryParams()));
	}

	private static List<MatchSpec.ValueSpec> values(List<ValueMatch> matches) {
		return matches.isEmpty() ? List.of()
				: matches.stream().map((match) -> new MatchSpec.ValueSpec(match.name(), match.value(), switch (match) {
					case ValueMatch.Exact _ -> MatchSpec.ValueType.EXACT;
					case ValueMatch.Regex _ -> MatchSpec.ValueType.REGEX;
				})).toList();
	}

	/**
	 * Is where a listener is bound.
	 *
	 * @param sockets the names of its sockets
	 * @param hostname its host name; null for every host
	 */
	private record Bound(List<String> sockets, @Nullable String hostname) {
	}

}
