package dev.penstock.discovery.dataplane;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

import dev.penstock.discovery.resource.Gateway;

/**
 * Plans the objects of a Gateway's data plane. The same Gateway always comes to the same
 * objects.
 */
public final class DataPlanePlanner {

	/** Says that an object is one of ours. */
	static final String MANAGED_BY = "app.kubernetes.io/managed-by";

	/** The value of {@link #MANAGED_BY}. */
	static final String PENSTOCK = "penstock";

	/** Names the Gateway that an object is for (GEP-1762). */
	static final String GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

	/** Names the Gateway's class (GEP-1762). */
	static final String CLASS_NAME = "gateway.networking.k8s.io/gateway-class-name";

	/** Names the Gateway in full, however long its name is: {@code namespace/name}. */
	static final String OWNER = "penstock.dev/gateway";

	private static final String RBAC = "rbac.authorization.k8s.io";

	private final DataPlaneSettings settings;

	/**
	 * Creates a planner.
	 * @param settings what all data planes have in common
	 */
	public DataPlanePlanner(DataPlaneSettings settings) {
		this.settings = settings;
	}

	/**
	 * Plans a data plane.
	 * @param gateway the Gateway
	 * @param ports the ports to serve, with those to bind for them
	 * @param parameters what the data plane is given
	 * @param readable what it may read by name
	 * @return the objects, in the order in which they are to be written
	 */
	List<DesiredObject> plan(Gateway gateway, SortedMap<Integer, Integer> ports, DataPlaneParameters parameters,
			ReadableObjects readable) {
		String name = Names.object(gateway.key().name());
		List<DesiredObject> objects = new ArrayList<>();
		objects.add(object(gateway, OwnedKind.SERVICE_ACCOUNT, name, ObjectTree.of()));
		roles(gateway, name, readable, objects);
		objects
			.add(object(gateway, OwnedKind.SERVICE, name, ObjectTree.of("spec", service(gateway, ports, parameters))));
		objects.add(object(gateway, OwnedKind.DEPLOYMENT, name,
				new PodPlan(gateway, name, this.settings, parameters).deployment(ports)));
		objects.add(object(gateway, OwnedKind.POD_DISRUPTION_BUDGET, name, ObjectTree.of("spec",
				ObjectTree.of("maxUnavailable", 1, "selector", ObjectTree.of("matchLabels", selector(gateway))))));
		if (parameters.autoscaling() != null) {
			objects.add(object(gateway, OwnedKind.HORIZONTAL_POD_AUTOSCALER, name,
					ObjectTree.of("spec", autoscaler(name, parameters.autoscaling()))));
		}
		return objects.stream().sorted((one, other) -> one.id().compareTo(other.id())).toList();
	}

	/** Returns the labels that select a Gateway's pods. */
	static Map<String, Object> selector(Gateway gateway) {
		return ObjectTree.of("app.kubernetes.io/component", "proxy", MANAGED_BY, PENSTOCK, GATEWAY_NAME,
				Names.label(gateway.key().name()));
	}

	/** Returns the labels of everything that a Gateway's data plane consists of. */
	static Map<String, Object> labels(Gateway gateway) {
		Map<String, Object> labels = new LinkedHashMap<>(gateway.infrastructure().labels());
		labels.put("app.kubernetes.io/name", PENSTOCK);
		labels.put("app.kubernetes.io/instance", Names.label(gateway.key().name()));
		labels.putAll(selector(gateway));
		labels.put(CLASS_NAME, Names.label(gateway.className()));
		return ObjectTree.merge(new java.util.TreeMap<>(labels), Map.of());
	}

	/** Returns the annotations of everything that a Gateway's data plane consists of. */
	static Map<String, Object> annotations(Gateway gateway) {
		Map<String, Object> annotations = new java.util.TreeMap<>(gateway.infrastructure().annotations());
		annotations.put(OWNER, gateway.key().qualifiedName());
		return annotations;
	}

	private void roles(Gateway gateway, String name, ReadableObjects readable, List<DesiredObject> objects) {
		String full = "penstock:" + gateway.key().namespace() + ":" + name;
		readable.names().forEach((namespace, byResource) -> {
			// Elsewhere, a Gateway of that namespace may have the same name.
			String role = namespace.equals(gateway.key().namespace()) ? name : full;
			List<Object> rules = new ArrayList<>();
			byResource.forEach((resource, names) -> rules.add(rule(resource, names)));
			objects.add(object(gateway, new ObjectId(OwnedKind.ROLE, namespace, role), ObjectTree.of("rules", rules)));
			objects.add(object(gateway, new ObjectId(OwnedKind.ROLE_BINDING, namespace, role),
					binding(gateway, name, "Role", role)));
		});
		objects.add(object(gateway, new ObjectId(OwnedKind.CLUSTER_ROLE_BINDING, "", full),
				binding(gateway, name, "ClusterRole", this.settings.clusterRole())));
	}

	private static Map<String, Object> rule(String resource, SortedSet<String> names) {
		return ObjectTree.of("apiGroups", List.of(""), "resources", List.of(resource), "resourceNames",
				List.copyOf(names), "verbs", List.of("get", "list", "watch"));
	}

	private static Map<String, Object> binding(Gateway gateway, String account, String kind, String role) {
		return ObjectTree.of("roleRef", ObjectTree.of("apiGroup", RBAC, "kind", kind, "name", role), "subjects", List
			.of(ObjectTree.of("kind", "ServiceAccount", "name", account, "namespace", gateway.key().namespace())));
	}

	private static Map<String, Object> service(Gateway gateway, SortedMap<Integer, Integer> ports,
			DataPlaneParameters parameters) {
		List<Object> servicePorts = new ArrayList<>();
		ports.forEach((port, bound) -> servicePorts
			.add(ObjectTree.of("name", "port-" + port, "port", port, "protocol", "TCP", "targetPort", bound)));
		Map<String, Object> spec = ObjectTree.of("type", parameters.serviceType().text(), "selector", selector(gateway),
				"ports", servicePorts);
		List<String> addresses = addresses(gateway);
		if (!addresses.isEmpty()) {
			if (parameters.serviceType() == ServiceType.LOAD_BALANCER) {
				spec.put("loadBalancerIP",
						addresses.stream()
							.filter(DataPlanePlanner::isUnicast)
							.findFirst()
							.orElse(addresses.getFirst()));
			}
			else {
				spec.put("externalIPs", addresses);
			}
		}
		return ObjectTree.merge(spec, parameters.service());
	}

	/** Returns the addresses that a Gateway names, each once. */
	static List<String> addresses(Gateway gateway) {
		return gateway.addresses()
			.stream()
			.map(Gateway.Address::value)
			.filter((value) -> value != null && !value.isEmpty())
			.map(String::valueOf)
			.distinct()
			.toList();
	}

	/** Tells whether a load balancer could have an address at all. */
	private static boolean isUnicast(String address) {
		try {
			InetAddress parsed = InetAddress.ofLiteral(address);
			return !parsed.isMulticastAddress() && !parsed.isAnyLocalAddress() && !parsed.isLoopbackAddress()
					&& !parsed.isLinkLocalAddress();
		}
		catch (IllegalArgumentException _) {
			return false;
		}
	}

	private static Map<String, Object> autoscaler(String name, DataPlaneParameters.Autoscaling autoscaling) {
		return ObjectTree.of("scaleTargetRef",
				ObjectTree.of("apiVersion", OwnedKind.DEPLOYMENT.apiVersion(), "kind", OwnedKind.DEPLOYMENT.kind(),
						"name", name),
				"minReplicas", autoscaling.minReplicas(), "maxReplicas", autoscaling.maxReplicas(), "metrics",
				List.of(ObjectTree.of("type", "Resource", "resource", ObjectTree.of("name", "cpu", "target", ObjectTree
					.of("type", "Utilization", "averageUtilization", autoscaling.targetCpuUtilizationPercentage())))));
	}

	private static DesiredObject object(Gateway gateway, OwnedKind kind, String name, Map<String, Object> content) {
		return object(gateway, new ObjectId(kind, gateway.key().namespace(), name), content);
	}

	private static DesiredObject object(Gateway gateway, ObjectId id, Map<String, Object> content) {
		Map<String, Object> metadata = ObjectTree.of("name", id.name());
		if (id.kind().namespaced()) {
			metadata.put("namespace", id.namespace());
		}
		metadata.put("labels", labels(gateway));
		metadata.put("annotations", annotations(gateway));
		Map<String, Object> body = ObjectTree.of("apiVersion", id.kind().apiVersion(), "kind", id.kind().kind(),
				"metadata", metadata);
		body.putAll(content);
		return new DesiredObject(id, body);
	}

}
