package dev.penstock.app.routing;

import java.util.List;

import dev.penstock.app.listener.SocketName;
import dev.penstock.discovery.model.ListenerEntry;

/**
 * Says where listeners are bound.
 *
 * @param defaultAddress the address for Gateways that ask for none
 */
public record SocketNaming(String defaultAddress) {

	List<SocketName> of(ListenerEntry listener) {
		List<String> addresses = listener.addresses().isEmpty() ? List.of(this.defaultAddress) : listener.addresses();
		return addresses.stream().map((address) -> new SocketName(address, listener.bindPort())).toList();
	}

}
