package dev.penstock.filters.upstream;

import java.io.IOException;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Is a connection to an endpoint, which serves one exchange after the other. Runs on its
 * event loop.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter {

	private final Http1Pool pool;

	private final Channel channel;

	private @Nullable Http1Exchange exchange;

	private @Nullable Http1RequestWriter writer;

	/** The exchange whose response has begun, but is not handed over yet. */
	private @Nullable Http1Exchange opening;

	private boolean keepAlive;

	private boolean responseComplete;

	private long idleSince;

	private boolean used;

	Http1Connection(Http1Pool pool, Channel channel) {
		this.pool = pool;
		this.channel = channel;
	}

	void begin(Http1Exchange next) {
		this.exchange = next;
		this.keepAlive = true;
		this.responseComplete = false;
		next.connected(this);
		this.writer = new Http1RequestWriter(this, this.channel, next.request());
		this.writer.start();
	}

	/** Tells whether this connection has served an exchange before the present one. */
	boolean isReused() {
		return this.used;
	}

	boolean isUsable(long oldest) {
		return this.channel.isActive() && this.idleSince - oldest > 0;
	}

	void idleSince(long nanos) {
		this.idleSince = nanos;
		this.used = true;
	}

	void close() {
		this.channel.close();
	}

	void read(boolean automatic) {
		this.channel.config().setAutoRead(automatic);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		Http1Exchange current = this.exchange;
		if (current == null || (message instanceof HttpObject object && object.decoderResult().isFailure())) {
			ReferenceCountUtil.release(message);
			fail(new IOException("the endpoint sent what is not HTTP"));
			context.close();
			return;
		}
		if (message instanceof HttpResponse response
				&& !HttpStatusClass.INFORMATIONAL.contains(response.status().code())) {
			this.keepAlive = HttpUtil.isKeepAlive(response);
			current.head(response);
			this.opening = current;
		}
		if (message instanceof HttpContent content) {
			content(current, content);
		}
	}

	/**
	 * Hands a response over together with what came with its head: what is complete by
	 * then can be passed on in one piece.
	 */
	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		open();
	}

	private void open() {
		Http1Exchange opened = this.opening;
		if (opened != null) {
			this.opening = null;
			opened.open();
		}
	}

	private void content(Http1Exchange current, HttpContent content) {
		if (!current.hasHead()) {
			// What ends an informational response.
			content.release();
			return;
		}
		boolean last = content instanceof LastHttpContent;
		current.responseBody().next(content.content());
		if (last) {
			this.responseComplete = true;
			current.responseBody().complete(((LastHttpContent) content).trailingHeaders());
			finish(current);
		}
	}

	/** Gives the connection back, or up if it can't serve another exchange. */
	private void finish(Http1Exchange current) {
		Http1RequestWriter written = this.writer;
		if (this.exchange != current) {
			return;
		}
		this.exchange = null;
		this.writer = null;
		if (this.keepAlive && written != null && written.isComplete() && this.channel.isActive()) {
			this.channel.config().setAutoRead(true);
			this.pool.release(this, current.target());
		}
		else {
			if (written != null) {
				written.cancel();
			}
			this.channel.close();
		}
	}

	/**
	 * Ends the present exchange from outside.
	 * @param cancelled the exchange to end
	 */
	void cancel(Http1Exchange cancelled) {
		if (this.exchange == cancelled && !this.responseComplete) {
			this.exchange = null;
			if (this.writer != null) {
				this.writer.cancel();
			}
			this.channel.close();
		}
	}

	void fail(Throwable cause) {
		open();
		Http1Exchange failed = this.exchange;
		this.exchange = null;
		if (this.writer != null) {
			this.writer.cancel();
		}
		if (failed != null) {
			failed.fail(cause);
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		if (this.writer != null) {
			this.writer.writabilityChanged();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		fail(new IOException("the connection was closed"));
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		fail(cause);
		context.close();
	}

}
