package dev.penstock.app.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds free loopback ports, below those that the system gives to clients, each once.
 */
public final class Ports {

	private static final Set<Integer> GIVEN = new HashSet<>();

	private Ports() {
	}

	/**
	 * Returns a port that nothing listens on.
	 * @return the port
	 */
	public static synchronized int free() {
		for (int attempt = 0; attempt < 1_000; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
			if (!GIVEN.contains(port) && isFree(port)) {
				GIVEN.add(port);
				return port;
			}
		}
		throw new IllegalStateException("there is no free port between 12000 and 32000");
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
