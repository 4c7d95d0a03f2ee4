package dev.penstock.filters.upstream;

import java.util.concurrent.atomic.AtomicReference;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
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

	/** Kept, as a connection that has gone back to its pool no longer tells. */
	private final EventLoop loop;

	private final AtomicReference<@Nullable Subscription> receiving = new AtomicReference<>();

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
			.onErrorMap((failure) -> new RefusedRequestException(ReasonCode.UPSTREAM_RESET,
					"the response broke off: " + failure.getMessage()));
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
	 * Cancels what is received, which touches the connection only as long as it is this
	 * exchange's. To dispose of it would also do so when it serves the next one.
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
