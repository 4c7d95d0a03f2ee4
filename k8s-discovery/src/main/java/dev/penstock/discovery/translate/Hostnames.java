package dev.penstock.discovery.translate;

import java.util.List;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Intersects the host names of listeners and routes (Gateway API,
 * {@code HTTPRouteSpec.hostnames}): a wildcard matches one or more labels, so
 * {@code *.example.com} covers {@code a.example.com} and {@code a.b.example.com} but not
 * {@code example.com}.
 */
final class Hostnames {

	private Hostnames() {
	}

	/**
	 * Intersects what a listener and a route are for.
	 * @param listener the listener's host name; null means every host
	 * @param route the route's host names; empty means every host
	 * @return the host names that both are for, the more specific of each pair, sorted;
	 * empty means every host; null means that they have nothing in common
	 */
	static @Nullable List<String> intersect(@Nullable String listener, List<String> route) {
		if (listener == null) {
			return List.copyOf(new TreeSet<>(route));
		}
		if (route.isEmpty()) {
			return List.of(listener);
		}
		TreeSet<String> common = new TreeSet<>();
		for (String hostname : route) {
			if (covers(listener, hostname)) {
				common.add(hostname);
			}
			else if (covers(hostname, listener)) {
				common.add(listener);
			}
		}
		return common.isEmpty() ? null : List.copyOf(common);
	}

	/**
	 * Tells whether some host is for both.
	 * @param one host names; empty means every host
	 * @param other host names; empty means every host
	 */
	static boolean haveCommon(List<String> one, List<String> other) {
		return one.isEmpty() || other.isEmpty() || one.stream().anyMatch((name) -> intersect(name, other) != null);
	}

	/** Tells whether all hosts of one name are among those of another. */
	private static boolean covers(String general, String specific) {
		return general.equals(specific) || (general.startsWith("*.") && specific.endsWith(general.substring(1)));
	}

}
