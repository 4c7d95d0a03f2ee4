package dev.penstock.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Collects the body of one request, up to a limit.
 */
final class BodyCollector {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

	private final int limit;

	private BodyCollector(int limit) {
		this.limit = limit;
	}

	/**
	 * Collects the body.
	 * @param request the request
	 * @param limit the most bytes
	 * @return the body; an error {@link BodyTooLongException} beyond the limit
	 */
	static Mono<byte[]> collect(HttpServerRequest request, int limit) {
		return request.receive()
			.collect(() -> new BodyCollector(limit), BodyCollector::append)
			.map((collector) -> collector.bytes.toByteArray());
	}

	private void append(ByteBuf buffer) {
		if (buffer.readableBytes() > this.limit - this.bytes.size()) {
			throw new BodyTooLongException();
		}
		try {
			buffer.readBytes(this.bytes, buffer.readableBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Says that a body is longer than the limit. */
	static final class BodyTooLongException extends RuntimeException {

		BodyTooLongException() {
			super("the body is longer than the limit", null, false, false);
		}

	}

}
