package dev.penstock.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Is a response that came by HTTP/2.
 *
 * @param response the head
 * @param connection the stream
 */
record H2cResponse(HttpClientResponse response, Connection connection) implements UpstreamResponse {

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
		return this.connection.inbound().receive().retain().doOnCancel(this::close);
	}

	@Override
	public void close() {
		if (!this.connection.isDisposed()) {
			this.connection.dispose();
		}
	}

}
