package dev.penstock.demo;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import reactor.netty.http.server.HttpServerRequest;

/**
 * Keeps the last requests. Thread-safe.
 */
final class RequestLog {

	private final ReentrantLock lock = new ReentrantLock();

	private final ArrayDeque<SeenRequest> requests = new ArrayDeque<>();

	private final int limit;

	RequestLog(int limit) {
		this.limit = limit;
	}

	void add(HttpServerRequest request, byte[] body) {
		if (this.limit == 0) {
			return;
		}
		Map<String, List<String>> headers = new TreeMap<>();
		request.requestHeaders()
			.forEach((header) -> headers
				.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), (_) -> new ArrayList<>())
				.add(header.getValue()));
		headers.replaceAll((_, values) -> List.copyOf(values));
		SeenRequest seen = new SeenRequest(request.protocol(), request.method().name(), request.uri(), headers,
				body.length, sha256(body));
		this.lock.lock();
		try {
			if (this.requests.size() == this.limit) {
				this.requests.removeFirst();
			}
			this.requests.addLast(seen);
		}
		finally {
			this.lock.unlock();
		}
	}

	List<SeenRequest> last() {
		this.lock.lock();
		try {
			return List.copyOf(this.requests);
		}
		finally {
			this.lock.unlock();
		}
	}

	private static String sha256(byte[] body) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256, but this one does not", ex);
		}
	}

}
