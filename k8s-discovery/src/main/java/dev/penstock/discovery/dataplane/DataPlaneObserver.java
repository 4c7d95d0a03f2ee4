package dev.penstock.discovery.dataplane;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.DataPlaneReport;
import dev.penstock.discovery.port.DataPlaneState;
import dev.penstock.discovery.port.DataPlaneState.Address;
import dev.penstock.discovery.port.DataPlaneState.Obstacle;
import dev.penstock.discovery.port.DataPlaneState.Obstacle.Reason;
import dev.penstock.discovery.port.DataPlanes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.jspecify.annotations.Nullable;

/**
 * Tells what became of data planes, by their Services and Deployments: addresses, and
 * what is in the way of a Gateway's being programmed.
 */
final class DataPlaneObserver implements DataPlanes {

	private final LiveObjects live;

	private final NodeAddresses nodes;

	private final Function<ResourceKey, @Nullable String> problems;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private ClusterPlan plan = new ClusterPlan(new TreeMap<>(), new TreeMap<>());

	private volatile DataPlaneReport report = DataPlaneReport.EMPTY;

	/**
	 * Creates an observer.
	 * @param live what there is
	 * @param nodes the addresses of nodes
	 * @param problems why a Gateway's objects are not what they should be
	 */
	DataPlaneObserver(LiveObjects live, NodeAddresses nodes, Function<ResourceKey, @Nullable String> problems) {
		this.live = live;
		this.nodes = nodes;
		this.problems = problems;
	}

	@Override
	public DataPlaneReport report() {
		return this.report;
	}

	@Override
	public void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/** Takes a plan, without telling the listeners: who gave it reports itself. */
	synchronized void accept(ClusterPlan plan) {
		this.plan = plan;
		SortedMap<ResourceKey, DataPlaneState> states = new TreeMap<>();
		plan.gateways().forEach((key, wanted) -> states.put(key, state(key, wanted)));
		this.report = new DataPlaneReport(plan.refusals(), states);
	}

	/** Says that something of a Gateway's data plane has changed. */
	void changed(ResourceKey gateway) {
		synchronized (this) {
			GatewayPlan wanted = this.plan.gateways().get(gateway);
			if (wanted == null) {
				return;
			}
			DataPlaneState state = state(gateway, wanted);
			if (state.equals(this.report.gateways().get(gateway))) {
				return;
			}
			SortedMap<ResourceKey, DataPlaneState> states = new TreeMap<>(this.report.gateways());
			states.put(gateway, state);
			this.report = new DataPlaneReport(this.plan.refusals(), states);
		}
		this.listeners.forEach(Runnable::run);
	}

	/** Says that the addresses of nodes have changed. */
	void nodesChanged() {
		List<ResourceKey> gateways;
		synchronized (this) {
			gateways = List.copyOf(this.plan.gateways().keySet());
		}
		gateways.forEach(this::changed);
	}

	private DataPlaneState state(ResourceKey gateway, GatewayPlan plan) {
		String name = Names.object(gateway.name());
		GenericKubernetesResource service = owned(gateway, OwnedKind.SERVICE, name);
		GenericKubernetesResource deployment = owned(gateway, OwnedKind.DEPLOYMENT, name);
		return switch (plan) {
			case GatewayPlan.Kept _ ->
				new DataPlaneState((service != null) ? addresses(service, typeOf(service)) : List.of(), null);
			case GatewayPlan.Wanted wanted -> {
				List<Address> addresses = (service != null) ? addresses(service, wanted.addressType()) : List.of();
				yield new DataPlaneState(addresses, obstacle(gateway, wanted, addresses, deployment));
			}
		};
	}

	private @Nullable GenericKubernetesResource owned(ResourceKey gateway, OwnedKind kind, String name) {
		GenericKubernetesResource found = this.live.find(new ObjectId(kind, gateway.namespace(), name));
		return (found != null && gateway.equals(LiveObjects.owner(found))) ? found : null;
	}

	private @Nullable Obstacle obstacle(ResourceKey gateway, GatewayPlan.Wanted wanted, List<Address> addresses,
			@Nullable GenericKubernetesResource deployment) {
		String problem = this.problems.apply(gateway);
		if (problem != null) {
			return new Obstacle(Reason.INVALID, problem);
		}
		if (deployment == null || !(deployment.get("status", "availableReplicas") instanceof Number available)
				|| available.intValue() < 1) {
			return new Obstacle(Reason.PENDING, pending(wanted, deployment));
		}
		List<String> given = addresses.stream().map(Address::value).toList();
		String missing = wanted.addresses()
			.stream()
			.filter((address) -> !given.contains(address))
			.collect(Collectors.joining(", "));
		if (!missing.isEmpty()) {
			return new Obstacle(Reason.ADDRESS_NOT_USABLE, "spec.addresses: " + missing + " was not given to "
					+ wanted.service() + "; name an address that the load balancer has, one at most, or none");
		}
		if (addresses.isEmpty()) {
			return new Obstacle(Reason.ADDRESS_NOT_ASSIGNED, notAssigned(wanted));
		}
		return null;
	}

	private static String notAssigned(GatewayPlan.Wanted wanted) {
		return switch (wanted.addressType()) {
			case LOAD_BALANCER -> wanted.service() + " has no address of a load balancer yet; in a cluster without one,"
					+ " set serviceType to NodePort or ClusterIP in the Gateway's parameters, or"
					+ " controller.addressType in the chart's values";
			case NODE_PORT -> "no node of the cluster is ready and has an address; see kubectl get nodes -o wide";
			case CLUSTER_IP -> wanted.service() + " has no ClusterIP yet; see its events";
		};
	}

	private static String pending(GatewayPlan.Wanted wanted, @Nullable GenericKubernetesResource deployment) {
		String name = "Deployment " + wanted.service().namespace() + "/" + wanted.service().name();
		if (deployment == null) {
			return name + " is being created";
		}
		if (deployment.get("status", "conditions") instanceof List<?> conditions) {
			for (Object condition : conditions) {
				if (isFailure(condition)) {
					return name + " has no replica that serves: " + text(condition, "message")
							+ "; kubectl describe its pods tells more";
				}
			}
		}
		return name + " has no replica that serves yet";
	}

	private static boolean isFailure(Object condition) {
		String type = text(condition, "type");
		String status = text(condition, "status");
		return (type.equals("ReplicaFailure") && status.equals("True"))
				|| (type.equals("Progressing") && status.equals("False"));
	}

	private List<Address> addresses(GenericKubernetesResource service, ServiceType type) {
		List<Address> external = texts(service.get("spec", "externalIPs"));
		if (!external.isEmpty()) {
			return external;
		}
		return switch (type) {
			case LOAD_BALANCER -> ingress(service);
			case NODE_PORT -> this.nodes.addresses();
			case CLUSTER_IP -> texts(service.get("spec", "clusterIPs"));
		};
	}

	private static List<Address> ingress(GenericKubernetesResource service) {
		List<Address> addresses = new ArrayList<>();
		if (service.get("status", "loadBalancer", "ingress") instanceof List<?> ingress) {
			for (Object point : ingress) {
				String ip = text(point, "ip");
				String hostname = text(point, "hostname");
				if (!ip.isEmpty()) {
					addresses.add(new Address("IPAddress", ip));
				}
				else if (!hostname.isEmpty()) {
					addresses.add(new Address("Hostname", hostname));
				}
			}
		}
		return addresses;
	}

	private static List<Address> texts(@Nullable Object list) {
		return (list instanceof List<?> items) ? items.stream()
			.filter((item) -> item instanceof String text && !text.equals("None"))
			.map((item) -> new Address("IPAddress", item.toString()))
			.toList() : List.of();
	}

	private static ServiceType typeOf(GenericKubernetesResource service) {
		ServiceType type = (service.get("spec", "type") instanceof String text) ? ServiceType.of(text) : null;
		return (type != null) ? type : ServiceType.CLUSTER_IP;
	}

	private static String text(Object object, String field) {
		return (object instanceof java.util.Map<?, ?> map && map.get(field) instanceof String text) ? text : "";
	}

}
