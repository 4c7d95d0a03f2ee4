package dev.penstock.discovery.dataplane;

/**
 * Is a kind of which a data plane has objects, in the order in which they are written.
 */
public enum OwnedKind {

	/** Who its pods are. */
	SERVICE_ACCOUNT("", "v1", "ServiceAccount", "serviceaccounts"),

	/** What its pods may read by name. */
	ROLE("rbac.authorization.k8s.io", "v1", "Role", "roles"),

	/** Gives its pods that. */
	ROLE_BINDING("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),

	/** Gives its pods what every data plane may read. */
	CLUSTER_ROLE_BINDING("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings"),

	/** Where clients reach it. */
	SERVICE("", "v1", "Service", "services"),

	/** Its pods. */
	DEPLOYMENT("apps", "v1", "Deployment", "deployments"),

	/** How many of them may be away at a time. */
	POD_DISRUPTION_BUDGET("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets"),

	/** How many of them there are. */
	HORIZONTAL_POD_AUTOSCALER("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers");

	private final String group;

	private final String version;

	private final String kind;

	private final String plural;

	OwnedKind(String group, String version, String kind, String plural) {
		this.group = group;
		this.version = version;
		this.kind = kind;
		this.plural = plural;
	}

	/**
	 * Returns the API group.
	 * @return the group; empty for the core group
	 */
	public String group() {
		return this.group;
	}

	/**
	 * Returns the version.
	 * @return the version
	 */
	public String version() {
		return this.version;
	}

	/**
	 * Returns the kind as manifests name it.
	 * @return the kind
	 */
	public String kind() {
		return this.kind;
	}

	/**
	 * Returns the name of the resource.
	 * @return the plural
	 */
	public String plural() {
		return this.plural;
	}

	/**
	 * Returns {@code group/version}.
	 * @return the API version
	 */
	public String apiVersion() {
		return this.group.isEmpty() ? this.version : this.group + "/" + this.version;
	}

	/**
	 * Tells whether its objects are in namespaces.
	 * @return whether they are
	 */
	public boolean namespaced() {
		return this != CLUSTER_ROLE_BINDING;
	}

}
