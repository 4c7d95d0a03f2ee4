package dev.penstock.app.faults;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Is a model server that hashes each body, remembers the hash under the request's header
 * {@code x-case}, and answers with the hash and its own address.
 */
final class HashingModelServer implements AutoCloseable {

	private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();

	private final DisposableServer server;

	private HashingModelServer() {
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
			.handle(this::handle)
			.bindNow();
	}

	static HashingModelServer start() {
		return new HashingModelServer();
	}

	private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		MessageDigest digest = sha256();
		return request.receive().asByteBuffer().doOnNext(digest::update).then(Mono.defer(() -> {
			String hash = HexFormat.of().formatHex(digest.digest());
			String name = request.requestHeaders().get("x-case", "");
			this.deliveries.add(new Delivery(name, request.method().name(), hash));
			return response.addHeader("x-served-by", authority()).sendString(Mono.just(hash)).then();
		}));
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
	 * Returns the complete requests that came under a name.
	 * @param name the header's value
	 * @return the requests
	 */
	List<Delivery> deliveries(String name) {
		return this.deliveries.stream().filter((delivery) -> delivery.name().equals(name)).toList();
	}

	int port() {
		return this.server.port();
	}

	String authority() {
		return "127.0.0.1:" + port();
	}

	@Override
	public void close() {
		this.server.disposeNow(Duration.ofSeconds(2));
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
