package dev.penstock.filters.upstream;

import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLHandshakeException;

import dev.penstock.filters.pool.UpstreamTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connections of one event loop, the one used last being the first to be used
 * again. All methods but {@link #close} run on the loop.
 */
final class Http1Pool {

	private static final int MAX_HEADERS = 64 * 1024;

	/** How much of a body that was read at once is passed on in one piece. */
	private static final int MAX_PART = 64 * 1024;

	private final EventLoop loop;

	private final Bootstrap bootstrap;

	private final long idleNanos;

	private final Map<Http1Target, Deque<Http1Connection>> idle = new HashMap<>();

	private @Nullable Future<?> sweeping;

	private boolean closed;

	Http1Pool(EventLoop loop, Bootstrap bootstrap, Duration idleTimeout) {
		this.loop = loop;
		this.idleNanos = idleTimeout.toNanos();
		this.bootstrap = bootstrap.handler(new ChannelInitializer<>() {
			@Override
			protected void initChannel(Channel channel) {
				HttpDecoderConfig config = new HttpDecoderConfig().setMaxHeaderSize(MAX_HEADERS)
					.setMaxChunkSize(MAX_PART)
					.setValidateHeaders(true);
				channel.pipeline()
					.addLast(new HttpClientCodec(config, false, false))
					.addLast(new Http1Connection(Http1Pool.this, channel));
			}
		});
	}

	/**
	 * Sends a request by an idle connection or a new one.
	 * @param exchange the request
	 */
	void send(Http1Exchange exchange) {
		if (exchange.isCancelled()) {
			return;
		}
		Http1Connection connection = acquire(exchange.target());
		if (connection != null) {
			connection.begin(exchange);
			return;
		}
		ChannelFuture connecting = this.bootstrap.connect(exchange.target().endpoint().address());
		exchange.connecting(connecting);
		connecting.addListener((_) -> {
			UpstreamTls tls = exchange.target().tls();
			if (!connecting.isSuccess()) {
				exchange.connectFailed(connecting.cause());
			}
			else if (tls != null) {
				secure(connecting.channel(), tls, exchange);
			}
			else {
				connected(connecting.channel(), exchange);
			}
		});
	}

	/** Agrees on TLS, which may take as long as connecting. */
	private void secure(Channel channel, UpstreamTls tls, Http1Exchange exchange) {
		SslHandler handler = tls.context()
			.newHandler(channel.alloc(), tls.peer().hostname(), exchange.target().endpoint().address().getPort());
		handler.setHandshakeTimeoutMillis(channel.config().getConnectTimeoutMillis());
		channel.pipeline().addFirst(handler);
		Future<Channel> handshake = handler.handshakeFuture();
		handshake.addListener((_) -> {
			if (handshake.isSuccess()) {
				connected(channel, exchange);
			}
			else {
				channel.close();
				exchange.connectFailed(handshakeFailure(handshake.cause()));
			}
		});
	}

	private static Throwable handshakeFailure(Throwable cause) {
		if (cause instanceof SSLHandshakeException) {
			return cause;
		}
		SSLHandshakeException failure = new SSLHandshakeException(
				(cause instanceof ClosedChannelException) ? "the connection was closed" : cause.getMessage());
		failure.initCause(cause);
		return failure;
	}

	private void connected(Channel channel, Http1Exchange exchange) {
		Http1Connection fresh = channel.pipeline().get(Http1Connection.class);
		if (exchange.isCancelled()) {
			release(fresh, exchange.target());
		}
		else {
			fresh.begin(exchange);
		}
	}

	private @Nullable Http1Connection acquire(Http1Target target) {
		Deque<Http1Connection> connections = this.idle.get(target);
		while (connections != null) {
			Http1Connection connection = connections.pollFirst();
			if (connection == null) {
				return null;
			}
			if (connection.isUsable(System.nanoTime() - this.idleNanos)) {
				return connection;
			}
			connection.close();
		}
		return null;
	}

	/**
	 * Takes a connection back whose exchange is complete.
	 * @param connection the connection
	 * @param target where it leads
	 */
	void release(Http1Connection connection, Http1Target target) {
		if (this.closed) {
			connection.close();
			return;
		}
		connection.idleSince(System.nanoTime());
		this.idle.computeIfAbsent(target, (_) -> new ArrayDeque<>()).addFirst(connection);
		if (this.sweeping == null) {
			this.sweeping = this.loop.schedule(this::sweep, this.idleNanos, TimeUnit.NANOSECONDS);
		}
	}

	/** Closes what has been idle for too long. */
	private void sweep() {
		long oldest = System.nanoTime() - this.idleNanos;
		for (Iterator<Deque<Http1Connection>> endpoints = this.idle.values().iterator(); endpoints.hasNext();) {
			Deque<Http1Connection> connections = endpoints.next();
			while (!connections.isEmpty() && !connections.peekLast().isUsable(oldest)) {
				connections.pollLast().close();
			}
			if (connections.isEmpty()) {
				endpoints.remove();
			}
		}
		this.sweeping = this.idle.isEmpty() ? null
				: this.loop.schedule(this::sweep, this.idleNanos, TimeUnit.NANOSECONDS);
	}

	void close() {
		if (!this.loop.isShuttingDown()) {
			this.loop.execute(() -> {
				this.closed = true;
				if (this.sweeping != null) {
					this.sweeping.cancel(false);
				}
				this.idle.values().forEach((connections) -> connections.forEach(Http1Connection::close));
				this.idle.clear();
			});
		}
	}

}
