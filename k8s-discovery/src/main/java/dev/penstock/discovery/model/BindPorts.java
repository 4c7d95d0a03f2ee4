package dev.penstock.discovery.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Says which port a data plane on a cluster binds for a listener's port. Ports below 1024
 * need a privilege that it does not have; its Service maps them. The data plane and who
 * makes its Service come to the same ports from the same Gateway.
 */
public final class BindPorts {

	private static final int FIRST_UNPRIVILEGED = 1024;

	private static final int OFFSET = 20_000;

	private static final int STEP = 1_024;

	private BindPorts() {
	}

	/**
	 * Returns the port to bind for each listener port of one Gateway: the port itself
	 * from 1024 on, else the port plus 20,000 (80 becomes 20080), or plus a further
	 * multiple of 1,024 where that one is a listener's, too.
	 * @param listenerPorts the ports of all listeners
	 * @return the port to bind by listener port; no two are equal
	 */
	public static SortedMap<Integer, Integer> of(SortedSet<Integer> listenerPorts) {
		SortedMap<Integer, Integer> ports = new TreeMap<>();
		for (int port : listenerPorts) {
			int bound = (port < FIRST_UNPRIVILEGED) ? port + OFFSET : port;
			while (bound != port && listenerPorts.contains(bound)) {
				bound += STEP;
			}
			ports.put(port, bound);
		}
		return Collections.unmodifiableSortedMap(ports);
	}

}
