package dev.penstock.testkit.picker;

import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;

/** Knows the sockets below a gRPC server, which does not show them. */
final class Connections {

	private final Map<SocketAddress, Channel> open = new ConcurrentHashMap<>();

	private int accepted;

	NioServerSocketChannel serverSocket() {
		return new NioServerSocketChannel() {

			@Override
			protected int doReadMessages(List<Object> buf) throws Exception {
				int count = super.doReadMessages(buf);
				for (Object child : buf) {
					add((Channel) child);
				}
				return count;
			}

		};
	}

	private synchronized void add(Channel channel) {
		SocketAddress remote = channel.remoteAddress();
		if (remote != null && this.open.putIfAbsent(remote, channel) == null) {
			this.accepted++;
			var _ = channel.closeFuture().addListener((_) -> this.open.remove(remote));
		}
	}

	int open() {
		return this.open.size();
	}

	synchronized int accepted() {
		return this.accepted;
	}

	void kill(Attributes attributes) {
		kill(find(attributes));
	}

	void killAll() {
		this.open.values().forEach(Connections::kill);
	}

	/**
	 * Closes below HTTP/2, which would wait for its streams to end; not while a message
	 * is being read, which would be lost with its buffer.
	 */
	private static void kill(Channel channel) {
		channel.config().setOption(ChannelOption.SO_LINGER, 0);
		channel.eventLoop().execute(() -> channel.unsafe().close(channel.voidPromise()));
	}

	/** Resets all streams of the connection. */
	void reset(Attributes attributes) {
		Channel channel = find(attributes);
		channel.eventLoop().execute(() -> {
			Http2ConnectionHandler handler = channel.pipeline().get(Http2ConnectionHandler.class);
			ChannelHandlerContext context = channel.pipeline().context(handler);
			try {
				handler.connection().forEachActiveStream((Http2Stream stream) -> {
					var _ = handler.resetStream(context, stream.id(), Http2Error.INTERNAL_ERROR.code(),
							context.newPromise());
					return true;
				});
				context.flush();
			}
			catch (Http2Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	void later(Attributes attributes, Runnable task) {
		find(attributes).eventLoop().execute(task);
	}

	private Channel find(Attributes attributes) {
		SocketAddress remote = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
		Channel channel = (remote != null) ? this.open.get(remote) : null;
		if (channel == null) {
			throw new IllegalStateException("no connection from " + remote);
		}
		return channel;
	}

}
