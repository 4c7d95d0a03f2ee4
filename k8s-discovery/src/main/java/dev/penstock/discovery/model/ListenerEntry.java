package dev.penstock.discovery.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Describes one programmed listener of one Gateway.
 *
 * @param owner the Gateway that it belongs to, or the ListenerSet of one
 * @param name the listener's name in the Gateway
 * @param addresses the addresses that the Gateway asks for; empty means the default
 * address of the process
 * @param port the listener's port
 * @param bindPort the port to bind: another one where a Service in front of the data
 * plane maps it
 * @param protocol the protocol to speak
 * @param hostname the lower-case host name, exact or with a leading {@code *.}; null
 * matches every host
 * @param tls how it ends TLS; null if it speaks cleartext
 */
public record ListenerEntry(ResourceKey owner, String name, List<String> addresses, int port, int bindPort,
		ListenerProtocol protocol, @Nullable String hostname, @Nullable ListenerTls tls) {

	public ListenerEntry {
		addresses = List.copyOf(addresses);
	}

	/**
	 * Returns the key that {@link RouteRule#bindings()} refer to.
	 * @return the key of this listener
	 */
	public ListenerKey key() {
		return new ListenerKey(this.owner, this.name);
	}

}
