package dev.penstock.filters.upstream;

import java.io.IOException;

import dev.penstock.filters.error.RefusedRequestException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Is one request and its response. Signals the head of the response to its subscriber,
 * who then reads the body; a cancellation may come from any thread, all else runs on the
 * event loop.
 */
final class Http1Exchange implements Subscription, UpstreamResponse {

	private final EventLoop loop;

	private final Http1Target target;

	private final UpstreamRequest request;

	private final CoreSubscriber<? super UpstreamResponse> subscriber;

	private final Http1ResponseBody body;

	private @Nullable Http1Connection connection;

	private @Nullable Future<?> connecting;

	private @Nullable HttpResponse head;

	private boolean ended;

	private volatile boolean cancelled;

	Http1Exchange(EventLoop loop, Http1Target target, UpstreamRequest request,
			CoreSubscriber<? super UpstreamResponse> subscriber) {
		this.loop = loop;
		this.target = target;
		this.request = request;
		this.subscriber = subscriber;
		this.body = new Http1ResponseBody(this, loop);
	}

	Http1Target target() {
		return this.target;
	}

	UpstreamRequest request() {
		return this.request;
	}

	boolean isCancelled() {
		return this.cancelled;
	}

	void connecting(Future<?> future) {
		this.connecting = future;
	}

	void connected(Http1Connection established) {
		this.connecting = null;
		this.connection = established;
	}

	void connectFailed(Throwable cause) {
		if (!this.cancelled && !this.ended) {
			this.ended = true;
			this.subscriber.onError(cause);
		}
	}

	boolean hasHead() {
		return this.head != null;
	}

	void head(HttpResponse response) {
		this.head = response;
	}

	/** Hands the response over, of which the head has come. */
	void open() {
		if (!this.cancelled) {
			this.subscriber.onNext(this);
			this.subscriber.onComplete();
			this.body.opened();
		}
	}

	Http1ResponseBody responseBody() {
		return this.body;
	}

	void fail(Throwable cause) {
		if (this.head != null) {
			this.body.fail((cause instanceof IOException || cause instanceof RefusedRequestException) ? cause
					: new IOException(cause));
		}
		else if (!this.cancelled && !this.ended) {
			this.ended = true;
			this.subscriber.onError(cause);
		}
	}

	void read(boolean automatic) {
		if (this.connection != null && !this.body.isComplete()) {
			this.connection.read(automatic);
		}
	}

	@Override
	public void request(long n) {
		// There is one response, and it is emitted as soon as it is there.
	}

	@Override
	public void cancel() {
		close();
	}

	@Override
	public int status() {
		return response().status().code();
	}

	@Override
	public HttpHeaders headers() {
		return response().headers();
	}

	private HttpResponse response() {
		HttpResponse response = this.head;
		if (response == null) {
			throw new IllegalStateException("the response has not begun");
		}
		return response;
	}

	@Override
	public Flux<ByteBuf> body() {
		return this.body;
	}

	@Override
	public boolean isWhole() {
		return this.body.isWhole();
	}

	@Override
	public @Nullable HttpHeaders trailers() {
		return this.body.trailers();
	}

	@Override
	public void close() {
		if (!this.cancelled) {
			this.cancelled = true;
			if (this.loop.inEventLoop()) {
				abandon();
			}
			else {
				this.loop.execute(this::abandon);
			}
		}
	}

	private void abandon() {
		this.body.discard();
		if (this.connecting != null) {
			this.connecting.cancel(false);
		}
		if (this.connection != null) {
			this.connection.cancel(this);
		}
	}

}
