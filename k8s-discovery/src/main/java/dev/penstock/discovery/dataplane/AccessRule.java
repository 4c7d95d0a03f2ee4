package dev.penstock.discovery.dataplane;

import java.util.Comparator;
import java.util.List;

/**
 * Is one rule of a Role or ClusterRole, in the words of
 * {@code rbac.authorization.k8s.io/v1}.
 *
 * @param apiGroup the API group; empty for the core group
 * @param resource the plural, with the subresource if it is one: {@code gateways/status}
 * @param verbs what is done, sorted
 * @param resourceNames the objects that it may be done to, sorted; empty means every one
 */
public record AccessRule(String apiGroup, String resource, List<String> verbs,
		List<String> resourceNames) implements Comparable<AccessRule> {

	private static final Comparator<AccessRule> ORDER = Comparator.comparing(AccessRule::apiGroup)
		.thenComparing(AccessRule::resource)
		.thenComparing((rule) -> rule.verbs().toString())
		.thenComparing((rule) -> rule.resourceNames().toString());

	public AccessRule {
		verbs = verbs.stream().sorted().toList();
		resourceNames = resourceNames.stream().sorted().toList();
	}

	/**
	 * Creates a rule for every object of a resource.
	 * @param apiGroup the API group
	 * @param resource the plural
	 * @param verbs what is done
	 * @return the rule
	 */
	public static AccessRule of(String apiGroup, String resource, String... verbs) {
		return new AccessRule(apiGroup, resource, List.of(verbs), List.of());
	}

	@Override
	public int compareTo(AccessRule other) {
		return ORDER.compare(this, other);
	}

}
