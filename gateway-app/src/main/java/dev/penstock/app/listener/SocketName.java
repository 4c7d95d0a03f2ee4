package dev.penstock.app.listener;

import java.net.InetSocketAddress;

/**
 * Names a socket to listen on.
 *
 * @param address the address to bind, without brackets
 * @param port the port to bind
 */
public record SocketName(String address, int port) implements Comparable<SocketName> {

	/**
	 * Returns {@code address:port}.
	 * @return the name by which requests are looked up
	 */
	public String text() {
		return this.address + ":" + this.port;
	}

	InetSocketAddress resolve() {
		return new InetSocketAddress(this.address, this.port);
	}

	@Override
	public int compareTo(SocketName other) {
		int byAddress = this.address.compareTo(other.address);
		return (byAddress != 0) ? byAddress : Integer.compare(this.port, other.port);
	}

	@Override
	public String toString() {
		return text();
	}

}
