package dev.penstock.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/** Is an endpoint's response, of which the body is still to come. */
public final class UpstreamResponse {

	private final HttpClientResponse response;

	private final Connection connection;

	private boolean bodyTaken;

	UpstreamResponse(HttpClientResponse response, Connection connection) {
		this.response = response;
		this.connection = connection;
	}

	/**
	 * Returns the status code.
	 * @return the status
	 */
	public int status() {
		return this.response.status().code();
	}

	/**
	 * Returns the headers.
	 * @return the headers as received
	 */
	public HttpHeaders headers() {
		return this.response.responseHeaders();
	}

	/**
	 * Returns the body. To be subscribed to once; cancelling it ends the exchange with
	 * the endpoint.
	 * @return buffers that become the subscriber's, as they come
	 */
	public Flux<ByteBuf> body() {
		return Flux.defer(() -> {
			this.bodyTaken = true;
			return this.connection.inbound().receive().retain().doOnCancel(this::close);
		});
	}

	/**
	 * Ends the exchange with the endpoint if it is not complete: a HTTP/1.1 connection is
	 * closed, a HTTP/2 stream reset. May be called often.
	 */
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
