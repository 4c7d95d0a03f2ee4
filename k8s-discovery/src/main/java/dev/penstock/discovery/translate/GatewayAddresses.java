package dev.penstock.discovery.translate;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.Address;
import org.jspecify.annotations.Nullable;

/** Reads the addresses that Gateways ask for. */
final class GatewayAddresses {

	/** The type of address that is served. */
	static final String IP_ADDRESS = "IPAddress";

	private GatewayAddresses() {
	}

	/**
	 * Returns the addresses that a Gateway names.
	 * @return the addresses, each once; empty where the Gateway leaves the choice to us
	 */
	static List<String> named(Gateway gateway) {
		Set<String> addresses = new LinkedHashSet<>();
		for (Address address : gateway.addresses()) {
			if (address.value() != null && !address.value().isEmpty()) {
				addresses.add(address.value());
			}
		}
		return List.copyOf(addresses);
	}

	/**
	 * Returns what two Gateways must not both have: the addresses in one notation, the
	 * empty string standing for the default address.
	 */
	static Set<String> toBind(Gateway gateway) {
		Set<String> addresses = new LinkedHashSet<>();
		for (String named : named(gateway)) {
			InetAddress parsed = parse(named);
			addresses.add((parsed != null) ? Objects.requireNonNull(parsed.getHostAddress()) : named);
		}
		return addresses.isEmpty() ? Set.of("") : addresses;
	}

	/** Tells whether an address can be bound by any machine at all. */
	static boolean bindable(String address) {
		InetAddress parsed = parse(address);
		return parsed != null && !parsed.isMulticastAddress() && !"255.255.255.255".equals(parsed.getHostAddress());
	}

	private static @Nullable InetAddress parse(String address) {
		try {
			// Takes literals only, so nothing is looked up.
			return InetAddress.ofLiteral(address);
		}
		catch (IllegalArgumentException _) {
			return null;
		}
	}

}
