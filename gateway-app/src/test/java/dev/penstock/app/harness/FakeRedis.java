package dev.penstock.app.harness;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Speaks so much of Redis's protocol (RESP2) that a client runs scripts: each lets the
 * first calls with the same first key pass, and no more.
 */
public final class FakeRedis implements AutoCloseable {

	private final ServerSocket server;

	private final int permitted;

	private final Map<String, Integer> calls = new ConcurrentHashMap<>();

	private FakeRedis(ServerSocket server, int permitted) {
		this.server = server;
		this.permitted = permitted;
	}

	/**
	 * Starts a server on 127.0.0.1.
	 * @param permitted how many calls with the same key pass
	 * @return the running server
	 */
	public static FakeRedis start(int permitted) {
		try {
			FakeRedis redis = new FakeRedis(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), permitted);
			Thread.ofVirtual().start(redis::accept);
			return redis;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns where it listens.
	 * @return the port
	 */
	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Returns the first keys of the scripts that were run.
	 * @return each key with the number of calls
	 */
	public Map<String, Integer> calls() {
		return Map.copyOf(this.calls);
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				Thread.ofVirtual().start(() -> serve(socket));
			}
		}
		catch (IOException _) {
			// Closed.
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			InputStream in = new BufferedInputStream(socket.getInputStream());
			OutputStream out = socket.getOutputStream();
			for (List<String> command = command(in); !command.isEmpty(); command = command(in)) {
				out.write(answer(command).getBytes(StandardCharsets.UTF_8));
				out.flush();
			}
		}
		catch (IOException _) {
			// The client is gone.
		}
	}

	private String answer(List<String> command) {
		return switch (command.getFirst().toUpperCase(Locale.ROOT)) {
			case "EVALSHA", "EVAL" -> {
				int calls = this.calls.merge(command.get(3), 1, Integer::sum);
				yield "*2\r\n:" + ((calls <= this.permitted) ? 1 : 0) + "\r\n:" + Math.max(0, this.permitted - calls)
						+ "\r\n";
			}
			case "PING" -> "+PONG\r\n";
			case "CLIENT", "SELECT" -> "+OK\r\n";
			default -> "-ERR unknown command\r\n";
		};
	}

	/** Reads an array of strings; empty at the end. */
	private static List<String> command(InputStream in) throws IOException {
		String head = line(in);
		List<String> words = new ArrayList<>();
		if (!head.isEmpty()) {
			for (int i = Integer.parseInt(head.substring(1)); i > 0; i--) {
				int length = Integer.parseInt(line(in).substring(1));
				words.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
				line(in);
			}
		}
		return words;
	}

	private static String line(InputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
