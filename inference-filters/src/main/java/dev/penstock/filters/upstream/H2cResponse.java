package dev.penstock.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/** Is a response that came by HTTP/2. */
final class H2cResponse implements UpstreamResponse {

	private final HttpClientResponse response;

	private final Connection connection;

	private boolean bodyTaken;

	/**
	 * Creates a response.
	 * @param response the head
	 * @param connection the stream
	 */
	H2cResponse(HttpClientResponse response, Connection connection) {
		this.response = response;
		this.connection = connection;
	}

	@Override
	public int status() {
		return this.response.status().code();
	}

	@Override
	public HttpHeaders headers() {
		return this.response.responseHeaders();
	}

	@Override
	public Flux<ByteBuf> body() {
		return Flux.defer(() -> {
			this.bodyTaken = true;
			return this.connection.inbound().receive().retain().doOnCancel(this::close);
		});
	}

	@Override
	public void close() {
		if (!this.bodyTaken) {
			this.bodyTaken = true;
			// Parts that have come already are released by whoever receives them.
			this.connection.inbound().receive().subscribe().dispose();
		}
		if (!this.connection.isDisposed()) {
			this.connection.dispose();
		}
	}

}
