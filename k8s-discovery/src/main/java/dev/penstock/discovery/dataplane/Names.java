package dev.penstock.discovery.dataplane;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Makes names and label values of the names of Gateways, which may be longer. */
final class Names {

	/** The most characters of a label's value and of a Service's name. */
	private static final int LONGEST = 63;

	private static final int HASH = 10;

	private static final int RADIX = 36;

	/** What a Service may be named (RFC 1035). */
	private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");

	private Names() {
	}

	/**
	 * Returns the name of a Gateway's objects: its own, where that can name a Service.
	 */
	static String object(String gateway) {
		if (LABEL.matcher(gateway).matches()) {
			return gateway;
		}
		String plain = gateway.replace('.', '-');
		return cut(Character.isLetter(plain.charAt(0)) ? plain : "gw-" + plain, gateway);
	}

	/** Returns the value of a label that stands for a name. */
	static String label(String name) {
		return (name.length() <= LONGEST) ? name : cut(name, name);
	}

	private static String cut(String text, String hashed) {
		String kept = text.substring(0, Math.min(text.length(), LONGEST - HASH - 1)).replaceAll("[-.]+$", "");
		return kept + "-" + hash(hashed);
	}

	/** Hashes by FNV-1a: what is wanted is few collisions, not that none can be made. */
	private static String hash(String text) {
		long hash = 0xcbf29ce484222325L;
		for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
			hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
		}
		String digits = "0".repeat(HASH) + Long.toUnsignedString(hash, RADIX);
		return digits.substring(digits.length() - HASH);
	}

}
