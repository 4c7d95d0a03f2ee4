package dev.penstock.discovery.translate;

import java.util.Comparator;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Resource;

/**
 * Orders objects by who goes first when all else is equal.
 * <p>
 * Gateway API, {@code HTTPRouteRule.matches}: where two matches of different routes are
 * equally specific, the route with the older creation timestamp wins; where these are
 * equal, the one that comes first in the alphabet by "{namespace}/{name}"; within one
 * route, the first rule in the order of the list. The same order decides between Gateways
 * of which two listeners claim one address, port and host name.
 */
final class RoutePrecedence {

	/** Orders routes or Gateways: the one that wins comes first. */
	static final Comparator<Resource> ORDER = Comparator.comparing((Resource r) -> r.metadata().created())
		.thenComparing(Resource::key, RoutePrecedence::byName);

	private RoutePrecedence() {
	}

	private static int byName(ResourceKey a, ResourceKey b) {
		int names = a.namespace().equals(b.namespace()) ? a.name().compareTo(b.name())
				: a.qualifiedName().compareTo(b.qualifiedName());
		return (names == 0) ? a.compareTo(b) : names;
	}

}
