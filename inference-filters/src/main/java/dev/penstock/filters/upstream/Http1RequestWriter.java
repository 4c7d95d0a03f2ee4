package dev.penstock.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * Writes a request, its body as it comes and as fast as the connection takes it. Runs on
 * the connection's event loop, where signals of the body are brought.
 */
final class Http1RequestWriter implements CoreSubscriber<ByteBuf> {

	/**
	 * How many parts of the body may be under way between its source and the connection.
	 */
	private static final int PREFETCH = 16;

	private final Http1Connection connection;

	private final Channel channel;

	private final UpstreamRequest request;

	private @Nullable Subscription body;

	private int outstanding;

	private boolean flushing;

	private boolean complete;

	private boolean cancelled;

	Http1RequestWriter(Http1Connection connection, Channel channel, UpstreamRequest request) {
		this.connection = connection;
		this.channel = channel;
		this.request = request;
	}

	void start() {
		// Only a body in chunks has trailers.
		long length = (this.request.body().trailers() == null) ? this.request.body().length() : -1;
		HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, this.request.method(), this.request.path(),
				this.request.headers().copy());
		if (length > 0 || (length == 0 && UpstreamClient.announcesEmptyBody(this.request.method()))) {
			head.headers().set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(length));
		}
		else if (length < 0) {
			head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
		}
		this.channel.write(head, this.channel.voidPromise());
		if (length == 0) {
			this.complete = true;
			this.channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, this.channel.voidPromise());
		}
		else {
			this.request.body().content().subscribe(this);
			if (!this.complete) {
				flushSoon();
			}
		}
	}

	boolean isComplete() {
		return this.complete;
	}

	void cancel() {
		this.cancelled = true;
		if (this.body != null) {
			this.body.cancel();
		}
	}

	void writabilityChanged() {
		if (this.channel.isWritable() && this.body != null && !this.complete) {
			more(this.body);
		}
	}

	private void more(Subscription source) {
		int wanted = PREFETCH - this.outstanding;
		if (wanted > 0) {
			this.outstanding += wanted;
			source.request(wanted);
		}
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.body = subscription;
		if (this.cancelled) {
			subscription.cancel();
		}
		else {
			more(subscription);
		}
	}

	@Override
	public void onNext(ByteBuf part) {
		if (this.channel.eventLoop().inEventLoop()) {
			write(part);
		}
		else {
			this.channel.eventLoop().execute(() -> write(part));
		}
	}

	private void write(ByteBuf part) {
		if (this.cancelled) {
			part.release();
			return;
		}
		this.outstanding--;
		this.channel.write(new DefaultHttpContent(part), this.channel.voidPromise());
		flushSoon();
		if (this.channel.isWritable() && this.body != null && this.outstanding < PREFETCH / 2) {
			more(this.body);
		}
	}

	/** Flushes once for all parts that come in one turn of the event loop. */
	private void flushSoon() {
		if (!this.flushing) {
			this.flushing = true;
			this.channel.eventLoop().execute(() -> {
				this.flushing = false;
				if (!this.complete) {
					this.channel.flush();
				}
			});
		}
	}

	@Override
	public void onComplete() {
		if (this.channel.eventLoop().inEventLoop()) {
			end();
		}
		else {
			this.channel.eventLoop().execute(this::end);
		}
	}

	private void end() {
		if (!this.cancelled) {
			this.complete = true;
			DefaultLastHttpContent last = new DefaultLastHttpContent();
			HttpHeaders trailers = this.request.body().trailers();
			if (trailers != null) {
				last.trailingHeaders().set(trailers);
			}
			this.channel.writeAndFlush(last, this.channel.voidPromise());
		}
	}

	@Override
	public void onError(Throwable failure) {
		if (this.channel.eventLoop().inEventLoop()) {
			abort(failure);
		}
		else {
			this.channel.eventLoop().execute(() -> abort(failure));
		}
	}

	private void abort(Throwable failure) {
		this.connection.fail(failure);
		this.channel.close();
	}

}
