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

/** Is an endpoint's response, of which the body is still to come. */
public final class UpstreamResponse {

	private final HttpClientResponse response;

	private final Connection connection;

	/** Kept, as a connection that has gone back to its pool no longer tells. */
	private final EventLoop loop;

	private final AtomicReference<@Nullable Subscription> receiving = new AtomicReference<>();

	UpstreamResponse(HttpClientResponse response, Connection connection) {
		this.response = response;
		this.connection = connection;
		this.loop = connection.channel().eventLoop();
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
		return this.connection.inbound()
			.receive()
			.retain()
			.doOnSubscribe(this.receiving::set)
			.onErrorMap((failure) -> new RefusedRequestException(ReasonCode.UPSTREAM_RESET,
					"the response broke off: " + failure.getMessage()));
	}

	/**
	 * Ends the exchange with the endpoint if it is not complete: a HTTP/1.1 connection is
	 * closed, a HTTP/2 stream reset. May be called often, by any thread.
	 */
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
