package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.penstock.discovery.model.BackendTarget;
import dev.penstock.discovery.model.BindPorts;
import dev.penstock.discovery.model.ListenerEntry;
import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ListenerProtocol;
import dev.penstock.discovery.model.PickerBinding;
import dev.penstock.discovery.model.PoolEntry;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.discovery.model.RoutingTable;
import dev.penstock.discovery.model.ServiceEntry;
import dev.penstock.discovery.model.ServicePortKey;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.GatewayStatus;
import dev.penstock.discovery.report.StatusReport.ListenerSetStatus;
import dev.penstock.discovery.report.StatusReport.ListenerStatus;
import dev.penstock.discovery.report.StatusReport.PoolStatus;
import dev.penstock.discovery.report.StatusReport.RouteStatus;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.InferencePool;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.translate.HttpRouteTranslator.TranslatedRoute;
import dev.penstock.discovery.translate.PoolTranslator.TranslatedPool;

/** Translates snapshots. Keeps nothing from one to the next. */
public final class Translator {

	private final TranslationSettings settings;

	/**
	 * Creates a translator.
	 * @param settings what it depends on besides the snapshot
	 */
	public Translator(TranslationSettings settings) {
		this.settings = settings;
	}

	/**
	 * Translates a snapshot. Statuses are those of a table that the data plane takes as
	 * it is: {@code Programmed} is True for all that can be served.
	 * @param snapshot the objects
	 * @return the table and the statuses
	 */
	public Translation translate(ClusterSnapshot snapshot) {
		Problems problems = new Problems();
		GatewayClasses classes = new GatewayClasses(snapshot, this.settings, problems);
		ReferenceGrants grants = new ReferenceGrants(snapshot);
		NamespaceLabels namespaces = new NamespaceLabels(snapshot);
		List<JudgedGateway> gateways = new GatewayTranslator(classes, this.settings.dataPlanes(),
				new ListenerCertificates(snapshot, grants, problems), new ClientAuthorities(snapshot, grants, problems),
				new ListenerSetTranslator(snapshot, namespaces, problems), problems)
			.translate(snapshot.all(Gateway.class));
		ServiceTranslator services = new ServiceTranslator(snapshot, problems);
		BackendTlsPolicies policies = new BackendTlsPolicies(snapshot, problems);
		gateways.forEach(policies::identity);
		BackendResolver backends = new BackendResolver(snapshot, services, policies, problems,
				this.settings.inferencePools());
		FilterTranslator filters = new FilterTranslator(snapshot, this.settings.filters(), backends, problems);
		List<TranslatedRoute> routes = new HttpRouteTranslator(snapshot, gateways, namespaces,
				new RuleTranslator(backends, filters, problems), this.settings.dataPlanes(), problems)
			.translate();
		routes.forEach((route) -> policies.reached(route.route().key(), route.acceptedBy()));
		List<TranslatedPool> pools = pools(snapshot, routes,
				new PoolTranslator(snapshot, services, policies, problems));
		RoutingTable table = table(snapshot, gateways, routes, pools, new ServiceEntries(services, policies));
		Map<ListenerKey, Integer> attached = attached(routes);
		return new Translation(table,
				new StatusReport(classes.statuses(), gatewayStatuses(gateways, attached),
						listenerSetStatuses(gateways, attached), routeStatuses(routes), poolStatuses(pools),
						policies.statuses(), problems.found()));
	}

	/**
	 * Translates the pools that accepted routes reach, each with the Gateways of these.
	 */
	private static List<TranslatedPool> pools(ClusterSnapshot snapshot, List<TranslatedRoute> routes,
			PoolTranslator translator) {
		SortedMap<ResourceKey, SortedSet<ResourceKey>> gateways = new TreeMap<>();
		for (TranslatedRoute route : routes) {
			for (BackendTarget target : targets(route.rules())) {
				if (!route.acceptedBy().isEmpty() && target instanceof BackendTarget.Pool(ResourceKey pool)) {
					gateways.computeIfAbsent(pool, (_) -> new TreeSet<>()).addAll(route.acceptedBy());
				}
			}
		}
		List<TranslatedPool> pools = new ArrayList<>();
		gateways.forEach((key, reachedBy) -> {
			InferencePool pool = snapshot.find(InferencePool.class, key);
			if (pool != null) {
				pools.add(translator.translate(pool, reachedBy));
			}
		});
		return pools;
	}

	private RoutingTable table(ClusterSnapshot snapshot, List<JudgedGateway> gateways, List<TranslatedRoute> routes,
			List<TranslatedPool> pools, ServiceEntries services) {
		List<ListenerEntry> listeners = gateways.stream()
			.flatMap((gateway) -> entries(gateway).stream())
			.sorted(Comparator.comparing(ListenerEntry::key))
			.toList();
		List<RouteRule> rules = routes.stream()
			.filter(TranslatedRoute::served)
			.flatMap((route) -> route.rules().stream())
			.toList();
		Set<ResourceKey> servedPools = new TreeSet<>();
		SortedMap<ServicePortKey, ServiceEntry> serviceEntries = new TreeMap<>();
		for (BackendTarget target : targets(rules)) {
			switch (target) {
				case BackendTarget.Pool(ResourceKey pool) -> servedPools.add(pool);
				case BackendTarget.Service(ServicePortKey key) -> serviceEntries.put(key, services.ofRoutes(key));
				case BackendTarget.Unresolved _ -> {
					// Leads nowhere.
				}
			}
		}
		SortedMap<ResourceKey, PoolEntry> poolEntries = new TreeMap<>();
		for (TranslatedPool pool : pools) {
			if (servedPools.contains(pool.entry().key())) {
				poolEntries.put(pool.entry().key(), pool.entry());
				if (pool.entry().picker() instanceof PickerBinding.ExtProc(ServicePortKey key, var _, var _)) {
					serviceEntries.computeIfAbsent(key, services::ofPickers);
				}
			}
		}
		return new RoutingTable(snapshot.generation(), listeners, rules, poolEntries, serviceEntries);
	}

	private List<ListenerEntry> entries(JudgedGateway gateway) {
		// All ports count, served or not, as they do for those who make the Service.
		SortedMap<Integer, Integer> bindPorts = (this.settings.dataPlanes() == TranslationSettings.DataPlanes.SHARED)
				? new TreeMap<>()
				: BindPorts.of(gateway.allListeners()
					.stream()
					.map((listener) -> listener.listener().port())
					.collect(Collectors.toCollection(TreeSet::new)));
		return gateway.allListeners()
			.stream()
			.filter(JudgedListener::served)
			.map((listener) -> entry(listener,
					bindPorts.getOrDefault(listener.listener().port(), listener.listener().port())))
			.toList();
	}

	private ListenerEntry entry(JudgedListener listener, int bindPort) {
		boolean shared = this.settings.dataPlanes() == TranslationSettings.DataPlanes.SHARED;
		return new ListenerEntry(listener.owner().key(), listener.listener().name(),
				shared ? GatewayAddresses.named(listener.gateway()) : List.of(), listener.listener().port(), bindPort,
				listener.isSecure() ? ListenerProtocol.HTTPS : ListenerProtocol.HTTP, listener.listener().hostname(),
				listener.tls());
	}

	private static List<BackendTarget> targets(List<RouteRule> rules) {
		return rules.stream().flatMap((rule) -> rule.targets().stream()).toList();
	}

	private static Map<ListenerKey, Integer> attached(List<TranslatedRoute> routes) {
		Map<ListenerKey, Integer> attached = new HashMap<>();
		routes.forEach((route) -> route.attached().forEach((listener) -> attached.merge(listener, 1, Integer::sum)));
		return attached;
	}

	private static SortedMap<ResourceKey, GatewayStatus> gatewayStatuses(List<JudgedGateway> gateways,
			Map<ListenerKey, Integer> attached) {
		SortedMap<ResourceKey, GatewayStatus> statuses = new TreeMap<>();
		gateways.forEach((gateway) -> statuses.put(gateway.gateway().key(),
				new GatewayStatus(gateway.conditions(), statuses(gateway.listeners(), attached))));
		return statuses;
	}

	private static SortedMap<ResourceKey, ListenerSetStatus> listenerSetStatuses(List<JudgedGateway> gateways,
			Map<ListenerKey, Integer> attached) {
		SortedMap<ResourceKey, ListenerSetStatus> statuses = new TreeMap<>();
		gateways.forEach((gateway) -> gateway.sets()
			.forEach((set) -> statuses.put(set.set().key(), new ListenerSetStatus(gateway.gateway().key(),
					set.conditions(), statuses(set.listeners(), attached)))));
		return statuses;
	}

	private static List<ListenerStatus> statuses(List<JudgedListener> listeners, Map<ListenerKey, Integer> attached) {
		return listeners.stream().map((listener) -> listener.status(attached.getOrDefault(listener.key(), 0))).toList();
	}

	private static SortedMap<ResourceKey, RouteStatus> routeStatuses(List<TranslatedRoute> routes) {
		SortedMap<ResourceKey, RouteStatus> statuses = new TreeMap<>();
		routes.forEach((route) -> statuses.put(route.route().key(), route.status()));
		return statuses;
	}

	private static SortedMap<ResourceKey, PoolStatus> poolStatuses(List<TranslatedPool> pools) {
		SortedMap<ResourceKey, PoolStatus> statuses = new TreeMap<>();
		pools.forEach((pool) -> statuses.put(pool.entry().key(), pool.status()));
		return statuses;
	}

}
