package dev.penstock.discovery.model;

import java.util.Comparator;

/**
 * Is a network endpoint that is ready for requests.
 *
 * @param address an IPv4 or IPv6 address, without brackets
 * @param port the port
 * @param target the pod's name or, where that is not known, the address
 */
public record Endpoint(String address, int port, String target) implements Comparable<Endpoint> {

	private static final Comparator<Endpoint> ORDER = Comparator.comparing(Endpoint::address)
		.thenComparingInt(Endpoint::port)
		.thenComparing(Endpoint::target);

	/**
	 * Returns {@code address:port}, an IPv6 address in brackets.
	 * @return what the endpoint-picker protocol and logs call it
	 */
	public String authority() {
		return (this.address.indexOf(':') >= 0) ? "[" + this.address + "]:" + this.port
				: this.address + ":" + this.port;
	}

	@Override
	public int compareTo(Endpoint other) {
		return ORDER.compare(this, other);
	}

}
