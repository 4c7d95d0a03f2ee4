package dev.penstock.discovery.translate;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

import dev.penstock.discovery.model.Endpoint;

/** Puts endpoints in order. */
final class Endpoints {

	private Endpoints() {
	}

	/** Sorts endpoints and keeps one for each address and port. */
	static List<Endpoint> distinct(Collection<Endpoint> endpoints) {
		TreeMap<String, Endpoint> byAuthority = new TreeMap<>();
		endpoints.forEach((endpoint) -> byAuthority.merge(endpoint.authority(), endpoint,
				(a, b) -> (a.compareTo(b) <= 0) ? a : b));
		return byAuthority.values().stream().sorted().toList();
	}

}
