package dev.penstock.app.config;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.penstock.app.config.PenstockProperties.Role;

/**
 * Knows the properties that differ by role and that everything else overrides: in a pod,
 * others must reach what listens, and it takes longer until they know that a process
 * shuts down.
 */
public final class RoleDefaults {

	private static final String ANY_OF_BOTH = "::";

	private static final String ANY_IPV4 = "0.0.0.0";

	private RoleDefaults() {
	}

	/**
	 * Returns the defaults of a role.
	 * @param role the role
	 * @return properties
	 */
	public static Map<String, Object> of(Role role) {
		Map<String, Object> defaults = new TreeMap<>(Map.of("penstock.role", role.name().toLowerCase(Locale.ROOT)));
		switch (role) {
			case STANDALONE -> {
				// As the records of the properties say.
			}
			case CONTROLLER -> defaults.put("penstock.address", anyAddress());
			case PROXY -> {
				defaults.put("penstock.address", anyAddress());
				defaults.put("penstock.shutdown.delay", "5s");
			}
		}
		return defaults;
	}

	/** Returns every address of the machine, of both families where it has both. */
	private static String anyAddress() {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress(ANY_OF_BOTH, 0));
			return ANY_OF_BOTH;
		}
		catch (IOException | UnsupportedOperationException _) {
			return ANY_IPV4;
		}
	}

}
