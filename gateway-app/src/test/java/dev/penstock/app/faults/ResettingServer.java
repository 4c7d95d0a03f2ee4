package dev.penstock.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Is a model server that accepts, reads the beginning of a request, and resets the
 * connection (TCP RST) before it has answered anything.
 */
final class ResettingServer implements AutoCloseable {

	private final ServerSocket socket;

	private final AtomicInteger connections = new AtomicInteger();

	private ResettingServer(ServerSocket socket) {
		this.socket = socket;
	}

	static ResettingServer start() {
		try {
			ResettingServer server = new ResettingServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
			Thread.ofVirtual().start(server::serve);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void serve() {
		try {
			while (true) {
				try (Socket connection = this.socket.accept()) {
					this.connections.incrementAndGet();
					connection.getInputStream().readNBytes(100);
					connection.setSoLinger(true, 0);
				}
			}
		}
		catch (IOException ex) {
			// The server is closed.
		}
	}

	int connections() {
		return this.connections.get();
	}

	int port() {
		return this.socket.getLocalPort();
	}

	String authority() {
		return "127.0.0.1:" + port();
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
