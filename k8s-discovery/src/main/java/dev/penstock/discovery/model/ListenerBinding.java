package dev.penstock.discovery.model;

import java.util.List;

/**
 * Attaches a rule to a listener.
 *
 * @param listener the listener
 * @param hostnames the host names for which it is in effect there: the intersection of
 * the listener's and the route's, lower case, exact or with a leading {@code *.}; empty
 * means every host
 */
public record ListenerBinding(ListenerKey listener, List<String> hostnames) {

	public ListenerBinding {
		hostnames = List.copyOf(hostnames);
	}

}
