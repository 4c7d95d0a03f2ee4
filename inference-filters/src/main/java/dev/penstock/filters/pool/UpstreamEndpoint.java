package dev.penstock.filters.pool;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.util.NetUtil;

/**
 * Is one endpoint with its number of requests in flight. Compared by identity.
 */
public final class UpstreamEndpoint {

	private final InetSocketAddress address;

	private final String authority;

	private final String target;

	private final AtomicInteger inFlight = new AtomicInteger();

	/**
	 * Creates an endpoint.
	 * @param address an IPv4 or IPv6 address, without brackets
	 * @param port the port
	 * @param target the name of the pod, or the address where it is not known
	 * @throws IllegalArgumentException if the address is not an IP address
	 */
	public UpstreamEndpoint(String address, int port, String target) {
		byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
		if (bytes == null) {
			throw new IllegalArgumentException("address is '" + address + "' but must be an IP address");
		}
		try {
			this.address = new InetSocketAddress(InetAddress.getByAddress(bytes), port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("address is '" + address + "' but must be an IP address", ex);
		}
		this.authority = (address.indexOf(':') >= 0) ? "[" + address + "]:" + port : address + ":" + port;
		this.target = target;
	}

	/**
	 * Returns the address to connect to.
	 * @return the resolved address and port
	 */
	public InetSocketAddress address() {
		return this.address;
	}

	/**
	 * Returns {@code address:port}, an IPv6 address in brackets.
	 * @return the name in logs, headers and the endpoint-picker protocol
	 */
	public String authority() {
		return this.authority;
	}

	/**
	 * Returns the name of the pod, or the address where it is not known.
	 * @return the name
	 */
	public String target() {
		return this.target;
	}

	/** Counts a request in. */
	public void acquire() {
		this.inFlight.incrementAndGet();
	}

	/** Counts a request out. */
	public void release() {
		this.inFlight.decrementAndGet();
	}

	/**
	 * Returns how many requests are in flight.
	 * @return the number
	 */
	public int inFlight() {
		return this.inFlight.get();
	}

	@Override
	public String toString() {
		return this.authority;
	}

}
