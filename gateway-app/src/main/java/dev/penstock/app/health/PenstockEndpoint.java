package dev.penstock.app.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.app.listener.GatewaySockets;
import dev.penstock.app.listener.SocketName;
import dev.penstock.app.routing.ActiveTable;
import dev.penstock.app.routing.RouteActivation;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import dev.penstock.filters.extproc.PickerChannels;
import dev.penstock.filters.observe.RecentPicks;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.PickerView;
import dev.penstock.filters.pool.PoolView;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/** Shows what is served and what is wrong, under {@code /actuator/penstock}. */
@Component
@Endpoint(id = "penstock")
public final class PenstockEndpoint {

	private final RouteActivation activation;

	private final GatewaySockets sockets;

	private final PickerChannels channels;

	private final StatusBoard board;

	private final RecentPicks picks;

	private final ObjectProvider<SourceProblems> sources;

	PenstockEndpoint(RouteActivation activation, GatewaySockets sockets, PickerChannels channels, StatusBoard board,
			RecentPicks picks, ObjectProvider<SourceProblems> sources) {
		this.channels = channels;
		this.activation = activation;
		this.sockets = sockets;
		this.board = board;
		this.picks = picks;
		this.sources = sources;
	}

	/**
	 * Describes the active table, its pools and listeners, all statuses and problems.
	 * @return the description
	 */
	@ReadOperation
	public TableDescription describe() {
		ActiveTable active = this.activation.active();
		StatusReport report = this.board.report();
		List<String> problems = new ArrayList<>();
		this.sources.forEach((source) -> problems.addAll(source.problems()));
		report.problems()
			.forEach((problem) -> problems
				.add(problem.object() + ": " + problem.field() + ": " + problem.message() + "; " + problem.remedy()));
		List<String> bound = this.sockets.bound().stream().map(SocketName::text).toList();
		if (active == null) {
			return new TableDescription(null, 0, this.sockets.inFlight(), bound, List.of(), new TreeMap<>(), List.of(),
					List.of(), new TreeMap<>(), List.of(), problems);
		}
		long age = Math.max(0, (System.currentTimeMillis() - active.sinceMillis()) / 1000);
		return new TableDescription(active.table().generation(), age, this.sockets.inFlight(), bound, listeners(active),
				routes(active), pools(active), services(active), statuses(report), this.picks.newestFirst(), problems);
	}

	private static List<TableDescription.Listener> listeners(ActiveTable active) {
		return active.table()
			.listeners()
			.stream()
			.map((listener) -> new TableDescription.Listener(listener.key().toString(), listener.port(),
					listener.protocol().name(), listener.hostname()))
			.toList();
	}

	private static SortedMap<String, List<String>> routes(ActiveTable active) {
		SortedMap<String, List<String>> routes = new TreeMap<>();
		active.table()
			.routes()
			.forEach((rule) -> routes.put(rule.id(),
					rule.backends().stream().map((backend) -> backend.weight() + " " + backend.target()).toList()));
		return routes;
	}

	private List<TableDescription.Pool> pools(ActiveTable active) {
		List<PickerChannels.ReplicaState> replicas = this.channels.replicas();
		return active.pools()
			.values()
			.stream()
			.sorted(Comparator.comparing(PoolView::qualifiedName))
			.map((pool) -> new TableDescription.Pool(pool.qualifiedName(), pool.group().protocol().name(),
					picker(pool.picker(), replicas), endpoints(pool.group())))
			.toList();
	}

	private static TableDescription.Picker picker(PickerView picker, List<PickerChannels.ReplicaState> replicas) {
		return switch (picker) {
			case PickerView.BuiltIn _ -> new TableDescription.Picker("built-in", null, null, null, List.of(), null);
			case PickerView.Unusable unusable -> new TableDescription.Picker("unusable", null, null,
					unusable.failurePolicy().name(), List.of(), unusable.message());
			case PickerView.ExtProc extProc -> new TableDescription.Picker("ext_proc", extProc.service(),
					extProc.transport().label(), extProc.failurePolicy().name(),
					replicas.stream()
						.filter((replica) -> replica.service().equals(extProc.service()))
						.map((replica) -> new TableDescription.Replica(replica.address(), replica.health().name(),
								replica.connections(), replica.streams()))
						.toList(),
					null);
		};
	}

	private static List<TableDescription.Service> services(ActiveTable active) {
		return active.services()
			.entrySet()
			.stream()
			.map((service) -> new TableDescription.Service(service.getKey().toString(),
					service.getValue().protocol().name(), endpoints(service.getValue())))
			.sorted(Comparator.comparing(TableDescription.Service::name))
			.toList();
	}

	private static List<TableDescription.Endpoint> endpoints(EndpointGroup group) {
		return group.endpoints()
			.stream()
			.map((endpoint) -> new TableDescription.Endpoint(endpoint.authority(), endpoint.target(), "ready",
					endpoint.inFlight()))
			.toList();
	}

	private static SortedMap<String, Map<String, String>> statuses(StatusReport report) {
		SortedMap<String, Map<String, String>> statuses = new TreeMap<>();
		report.gatewayClasses().forEach((key, status) -> statuses.put(key.toString(), words(status.conditions())));
		report.gateways().forEach((key, status) -> {
			statuses.put(key.toString(), words(status.conditions()));
			putListeners(statuses, key, status.listeners());
		});
		report.listenerSets().forEach((key, status) -> {
			statuses.put(key.toString(), words(status.conditions()));
			putListeners(statuses, key, status.listeners());
		});
		report.routes()
			.forEach((key, status) -> status.parents()
				.forEach((parent) -> statuses.put(key + " at " + name(parent.parent()), words(parent.conditions()))));
		report.pools()
			.forEach((key, status) -> status.parents()
				.forEach((parent) -> statuses.put(key + " at " + parent.gateway().qualifiedName(),
						words(parent.conditions()))));
		report.policies()
			.forEach((key, status) -> status.ancestors()
				.forEach((ancestor) -> statuses.put(key + " at " + ancestor.gateway().qualifiedName(),
						words(ancestor.conditions()))));
		return statuses;
	}

	private static String name(ParentReference parent) {
		return (parent.kind().equals("Gateway") ? "" : parent.kind() + " ") + parent.name()
				+ ((parent.sectionName() != null) ? "/" + parent.sectionName() : "");
	}

	private static void putListeners(SortedMap<String, Map<String, String>> statuses, ResourceKey owner,
			List<StatusReport.ListenerStatus> listeners) {
		listeners
			.forEach((listener) -> statuses.put(owner + " listener " + listener.name(), words(listener.conditions())));
	}

	private static Map<String, String> words(List<Condition> conditions) {
		Map<String, String> words = new LinkedHashMap<>();
		conditions.forEach((condition) -> words.put(condition.type(),
				condition.status() + "/" + condition.reason() + ": " + condition.message()));
		return words;
	}

}
