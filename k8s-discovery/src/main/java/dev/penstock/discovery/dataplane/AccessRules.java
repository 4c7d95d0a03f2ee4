package dev.penstock.discovery.dataplane;

import java.util.ArrayList;
import java.util.List;

/**
 * Lists what the roles of the process do with a cluster, which is what the chart's RBAC
 * must allow: no less and no more.
 */
public final class AccessRules {

	private static final String CORE = "";

	private static final String GATEWAY = "gateway.networking.k8s.io";

	private static final String INFERENCE = "inference.networking.k8s.io";

	private static final String OWN = "penstock.dev";

	private static final String RBAC = "rbac.authorization.k8s.io";

	private static final String[] READ = { "get", "list", "watch" };

	private static final String[] KEEP = { "create", "delete", "get", "list", "patch", "watch" };

	private AccessRules() {
	}

	/**
	 * Returns what a proxy reads in the whole cluster: the chart's ClusterRole for
	 * proxies. The Secrets and ConfigMaps that its Gateway names are not among it; the
	 * controller makes Roles for these.
	 * @return the rules, sorted
	 */
	public static List<AccessRule> proxy() {
		return List
			.of(AccessRule.of(CORE, "namespaces", READ), AccessRule.of(CORE, "pods", READ),
					AccessRule.of(CORE, "services", READ), AccessRule.of("discovery.k8s.io", "endpointslices", READ),
					AccessRule.of(GATEWAY, "backendtlspolicies", READ), AccessRule.of(GATEWAY, "gatewayclasses", READ),
					AccessRule.of(GATEWAY, "gateways", READ), AccessRule.of(GATEWAY, "grpcroutes", READ),
					AccessRule.of(GATEWAY, "httproutes", READ), AccessRule.of(GATEWAY, "listenersets", READ),
					AccessRule.of(GATEWAY, "referencegrants", READ), AccessRule.of(INFERENCE, "inferencepools", READ),
					AccessRule.of(OWN, "gatewayfilters", READ))
			.stream()
			.sorted()
			.toList();
	}

	/**
	 * Returns what the controller does in the whole cluster. What it grants to proxies it
	 * must itself be allowed, or Kubernetes refuses the grant.
	 * @param proxyClusterRole the name of the ClusterRole with the rules of
	 * {@link #proxy()}
	 * @return the rules, sorted
	 */
	public static List<AccessRule> controller(String proxyClusterRole) {
		List<AccessRule> rules = new ArrayList<>(proxy());
		// Everything is kept that the controller keeps.
		rules.removeIf((rule) -> rule.resource().equals("services") || rule.resource().equals("gatewayclasses"));
		rules.add(AccessRule.of(CORE, "configmaps", READ));
		rules.add(AccessRule.of(CORE, "nodes", READ));
		rules.add(AccessRule.of(CORE, "secrets", READ));
		rules.add(AccessRule.of(CORE, "serviceaccounts", KEEP));
		rules.add(AccessRule.of(CORE, "services", KEEP));
		rules.add(AccessRule.of("apps", "deployments", KEEP));
		rules.add(AccessRule.of("autoscaling", "horizontalpodautoscalers", KEEP));
		rules.add(AccessRule.of("policy", "poddisruptionbudgets", KEEP));
		rules.add(AccessRule.of(RBAC, "clusterrolebindings", KEEP));
		rules.add(AccessRule.of(RBAC, "rolebindings", KEEP));
		rules.add(AccessRule.of(RBAC, "roles", KEEP));
		rules.add(new AccessRule(RBAC, "clusterroles", List.of("bind"), List.of(proxyClusterRole)));
		rules.add(AccessRule.of(GATEWAY, "gatewayclasses", "create", "get", "list", "watch"));
		for (String status : List.of("backendtlspolicies", "gatewayclasses", "gateways", "grpcroutes", "httproutes",
				"listenersets")) {
			rules.add(AccessRule.of(GATEWAY, status + "/status", "patch"));
		}
		rules.add(AccessRule.of(INFERENCE, "inferencepools/status", "patch"));
		return rules.stream().sorted().toList();
	}

	/**
	 * Returns what the controller does in its own namespace: the election of a leader.
	 * @return the rules, sorted
	 */
	public static List<AccessRule> leaderElection() {
		return List.of(AccessRule.of("coordination.k8s.io", "leases", "create", "get", "patch", "update"));
	}

}
