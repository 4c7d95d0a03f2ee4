package dev.penstock.discovery.source.decode;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

import org.jspecify.annotations.Nullable;

/** Reads IP addresses as Kubernetes writes them: no zones, no ports, never a lookup. */
final class IpAddresses {

	private IpAddresses() {
	}

	static boolean isValid(String text) {
		return isIpv4(text) || isIpv6(text);
	}

	static boolean isIpv4(String text) {
		String[] parts = text.split("\\.", -1);
		if (parts.length != 4) {
			return false;
		}
		for (String part : parts) {
			boolean number = part.matches("0|[1-9][0-9]{0,2}");
			if (!number || Integer.parseInt(part) > 255) {
				return false;
			}
		}
		return true;
	}

	static boolean isIpv6(String text) {
		if (!text.contains(":") || !text.matches("[0-9a-fA-F:.]+")) {
			return false;
		}
		InetAddress address = parse(text);
		// An IPv4 address that was mapped into IPv6 comes back as IPv4.
		return address instanceof Inet6Address || address instanceof Inet4Address;
	}

	private static @Nullable InetAddress parse(String text) {
		try {
			return Inet6Address.ofLiteral(text);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
