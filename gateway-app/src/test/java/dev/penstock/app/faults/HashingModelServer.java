package dev.penstock.app.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Is a model server that hashes each body, remembers the hash under the request's header
 * {@code x-case}, and answers with the hash and its own address. It shares no code with
 * the gateway.
 */
final class HashingModelServer implements AutoCloseable {

	private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();

	private final HttpServer server;

	private HashingModelServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	static HashingModelServer start() {
		return new HashingModelServer();
	}

	private void handle(HttpExchange exchange) throws IOException {
		MessageDigest digest = sha256();
		new DigestInputStream(exchange.getRequestBody(), digest).transferTo(OutputStream.nullOutputStream());
		String hash = HexFormat.of().formatHex(digest.digest());
		String name = exchange.getRequestHeaders().getFirst("x-case");
		this.deliveries.add(new Delivery((name != null) ? name : "", exchange.getRequestMethod(), hash));
		byte[] body = hash.getBytes(StandardCharsets.US_ASCII);
		exchange.getResponseHeaders().set("x-served-by", authority());
		exchange.sendResponseHeaders(200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Hashes bytes.
	 * @param bytes the bytes
	 * @return their SHA-256, lower-case hexadecimal
	 */
	static String hash(byte[] bytes) {
		return HexFormat.of().formatHex(sha256().digest(bytes));
	}

	/**
	 * Returns the complete requests that came under a name.
	 * @param name the header's value
	 * @return the requests
	 */
	List<Delivery> deliveries(String name) {
		return this.deliveries.stream().filter((delivery) -> delivery.name().equals(name)).toList();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	String authority() {
		return "127.0.0.1:" + port();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	/**
	 * Is a complete request.
	 *
	 * @param name its header {@code x-case}
	 * @param method its method
	 * @param hash the SHA-256 of its body
	 */
	record Delivery(String name, String method, String hash) {
	}

}
