package dev.penstock.filters.upstream;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClientResponse;

/** Is a response that came by HTTP/2. */
final class H2cResponse implements UpstreamResponse {

	private final HttpClientResponse response;

	private final Connection connection;

	/** Kept, as a stream that has ended no longer tells. */
	private final EventLoop loop;

	private final AtomicReference<@Nullable Subscription> receiving = new AtomicReference<>();

	/**
	 * Creates a response.
	 * @param response the head
	 * @param connection the stream
	 */
	H2cResponse(HttpClientResponse response, Connection connection) {
		this.response = response;
		this.connection = connection;
		this.loop = connection.channel().eventLoop();
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
		return this.connection.inbound()
			.receive()
			.retain()
			.doOnSubscribe(this.receiving::set)
			.onErrorMap((failure) -> (failure instanceof IOException) ? failure : new IOException(failure));
	}

	@Override
	public @Nullable HttpHeaders trailers() {
		return this.response.trailerHeaders().toFuture().getNow(null);
	}

	@Override
	public void close() {
		if (this.loop.inEventLoop()) {
			cancel();
		}
		else {
			this.loop.execute(this::cancel);
		}
	}

	/**
	 * Cancels what is received, which does nothing once all was. That the connection
	 * calls itself disposed only says that the request was sent.
	 */
	private void cancel() {
		Subscription current = this.receiving.get();
		if (current != null) {
			current.cancel();
		}
		else {
			this.connection.inbound().receive().subscribe().dispose();
		}
	}

}
