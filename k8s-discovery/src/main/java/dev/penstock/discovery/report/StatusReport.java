package dev.penstock.discovery.report;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.HttpRoute;

/**
 * Is the status of every object that Penstock has a say in, as translation found it.
 *
 * @param gatewayClasses the status of each of our GatewayClasses
 * @param gateways the status of each Gateway of our classes
 * @param listenerSets the status of each ListenerSet that refers to one of those Gateways
 * @param routes the status of each route that refers to one of those Gateways or
 * ListenerSets
 * @param pools the status of each pool that such a route reaches
 * @param policies the status of each BackendTLSPolicy whose target such a route or pool
 * reaches
 * @param problems everything wrong, sorted
 */
public record StatusReport(SortedMap<ResourceKey, GatewayClassStatus> gatewayClasses,
		SortedMap<ResourceKey, GatewayStatus> gateways, SortedMap<ResourceKey, ListenerSetStatus> listenerSets,
		SortedMap<ResourceKey, RouteStatus> routes, SortedMap<ResourceKey, PoolStatus> pools,
		SortedMap<ResourceKey, PolicyStatus> policies, List<Problem> problems) {

	/** Says nothing: the report before the first translation. */
	public static final StatusReport EMPTY = new StatusReport(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(),
			new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());

	public StatusReport {
		gatewayClasses = Collections.unmodifiableSortedMap(new TreeMap<>(gatewayClasses));
		gateways = Collections.unmodifiableSortedMap(new TreeMap<>(gateways));
		listenerSets = Collections.unmodifiableSortedMap(new TreeMap<>(listenerSets));
		routes = Collections.unmodifiableSortedMap(new TreeMap<>(routes));
		pools = Collections.unmodifiableSortedMap(new TreeMap<>(pools));
		policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
		problems = problems.stream().sorted().toList();
	}

	/**
	 * Counts the ListenerSets that are attached to a Gateway: those that are accepted
	 * (Gateway API, {@code GatewayStatus.attachedListenerSets}).
	 * @param gateway the Gateway
	 * @return how many there are
	 */
	public int attachedListenerSets(ResourceKey gateway) {
		return Math.toIntExact(this.listenerSets.values()
			.stream()
			.filter((set) -> set.gateway().equals(gateway) && set.conditions()
				.stream()
				.anyMatch((condition) -> condition.type().equals(Conditions.ACCEPTED)
						&& condition.status() == Condition.Status.TRUE))
			.count());
	}

	/**
	 * Is the status of a GatewayClass.
	 *
	 * @param conditions its conditions
	 * @param supportedFeatures the features that are served, sorted
	 */
	public record GatewayClassStatus(List<Condition> conditions, List<String> supportedFeatures) {

		public GatewayClassStatus {
			conditions = List.copyOf(conditions);
			supportedFeatures = List.copyOf(supportedFeatures);
		}

	}

	/**
	 * Is the status of a Gateway.
	 *
	 * @param conditions its conditions
	 * @param listeners the status of its listeners, in their order
	 */
	public record GatewayStatus(List<Condition> conditions, List<ListenerStatus> listeners) {

		public GatewayStatus {
			conditions = List.copyOf(conditions);
			listeners = List.copyOf(listeners);
		}

	}

	/**
	 * Is the status of a ListenerSet.
	 *
	 * @param gateway the Gateway that it refers to
	 * @param conditions its conditions
	 * @param listeners the status of its listeners, in their order; empty if the Gateway
	 * does not allow it
	 */
	public record ListenerSetStatus(ResourceKey gateway, List<Condition> conditions, List<ListenerStatus> listeners) {

		public ListenerSetStatus {
			conditions = List.copyOf(conditions);
			listeners = List.copyOf(listeners);
		}

	}

	/**
	 * Is the status of a listener.
	 *
	 * @param name its name
	 * @param supportedKinds the kinds of routes that may attach
	 * @param attachedRoutes how many routes are attached
	 * @param conditions its conditions
	 */
	public record ListenerStatus(String name, List<Gateway.RouteKind> supportedKinds, int attachedRoutes,
			List<Condition> conditions) {

		public ListenerStatus {
			supportedKinds = List.copyOf(supportedKinds);
			conditions = List.copyOf(conditions);
		}

	}

	/**
	 * Is the status of a route.
	 *
	 * @param parents its status at each of its parents that are ours, in the order of the
	 * route's {@code parentRefs}
	 */
	public record RouteStatus(List<RouteParentStatus> parents) {

		public RouteStatus {
			parents = List.copyOf(parents);
		}

	}

	/**
	 * Is the status of a route at one parent.
	 *
	 * @param parent the reference, as the route has it
	 * @param conditions its conditions
	 */
	public record RouteParentStatus(HttpRoute.ParentReference parent, List<Condition> conditions) {

		public RouteParentStatus {
			conditions = List.copyOf(conditions);
		}

	}

	/**
	 * Is the status of a pool.
	 *
	 * @param parents its status at each Gateway that reaches it, sorted
	 */
	public record PoolStatus(List<PoolParentStatus> parents) {

		public PoolStatus {
			parents = List.copyOf(parents);
		}

	}

	/**
	 * Is the status of a pool at one Gateway.
	 *
	 * @param gateway the Gateway
	 * @param conditions its conditions
	 */
	public record PoolParentStatus(ResourceKey gateway, List<Condition> conditions) {

		public PoolParentStatus {
			conditions = List.copyOf(conditions);
		}

	}

	/**
	 * Is the status of a policy. It has room for {@value #MOST_ANCESTORS} Gateways:
	 * "Implementations MUST NOT add further entries" (Gateway API,
	 * {@code PolicyStatus.ancestors}).
	 *
	 * @param ancestors its status at the first Gateways that reach a target of it, sorted
	 * @param unlisted the Gateways that reach a target of it too, but find no room,
	 * sorted
	 */
	public record PolicyStatus(List<PolicyAncestorStatus> ancestors, List<ResourceKey> unlisted) {

		/** The most entries that a policy's status has. */
		public static final int MOST_ANCESTORS = 16;

		public PolicyStatus {
			ancestors = List.copyOf(ancestors);
			unlisted = List.copyOf(unlisted);
		}

		/**
		 * Tells whether a Gateway reaches a target of the policy.
		 * @param gateway the Gateway
		 * @return whether it does, listed or not
		 */
		public boolean reachedBy(ResourceKey gateway) {
			return this.unlisted.contains(gateway)
					|| this.ancestors.stream().anyMatch((ancestor) -> ancestor.gateway().equals(gateway));
		}

	}

	/**
	 * Is the status of a policy at one Gateway.
	 *
	 * @param gateway the Gateway
	 * @param conditions its conditions
	 */
	public record PolicyAncestorStatus(ResourceKey gateway, List<Condition> conditions) {

		public PolicyAncestorStatus {
			conditions = List.copyOf(conditions);
		}

	}

}
