package dev.penstock.app.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
		Map<ListenerKey, ListenerEntry> listeners = table.listeners()
			.stream()
			.collect(Collectors.toMap(ListenerEntry::key, (listener) -> listener));
		for (ListenerEntry listener : table.listeners()) {
			this.sockets.of(listener).forEach((socket) -> index.listener(socket.text(), listener.hostname()));
		}
		for (RouteRule rule : table.routes()) {
			CompiledRule target = compiled.get(rule.id());
			if (target == null) {
				throw new IllegalStateException("rule " + rule.id() + " has no route");
			}
			index.rule(attachments(rule, listeners), rule.matches().stream().map(RouteIndexCompiler::spec).toList(),
					target);
		}
		return index.build();
	}

	private List<RouteIndex.Attachment> attachments(RouteRule rule, Map<ListenerKey, ListenerEntry> listeners) {
		List<RouteIndex.Attachment> attachments = new ArrayList<>();
		for (ListenerBinding binding : rule.bindings()) {
			ListenerEntry listener = listeners.get(binding.listener());
			if (listener != null) {
				for (SocketName socket : this.sockets.of(listener)) {
					attachments.add(new RouteIndex.Attachment(socket.text(), listener.hostname(), binding.hostnames()));
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
		return matches.stream().map((match) -> new MatchSpec.ValueSpec(match.name(), match.value(), switch (match) {
			case ValueMatch.Exact _ -> MatchSpec.ValueType.EXACT;
			case ValueMatch.Regex _ -> MatchSpec.ValueType.REGEX;
		})).toList();
	}

}
