package dev.penstock.filters.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.netty.NettyPipeline;

/**
 * Keeps what comes after a request's body, which Reactor Netty's server drops. Has to be
 * told of a request before its body is read.
 */
public final class RequestTrailers {

	private RequestTrailers() {
	}

	/**
	 * Looks out for the trailers of a request, if it is one that can have some.
	 * @param request the request, whose head has just come
	 */
	public static void expect(ServerHttpRequest request) {
		Channel channel = canHave(request.getHeaders()) ? NativeExchange.channel(request) : null;
		if (channel == null) {
			return;
		}
		ChannelPipeline pipeline = channel.pipeline();
		Receiver receiver = pipeline.get(Receiver.class);
		if (receiver != null) {
			receiver.trailers = null;
		}
		else if (pipeline.get(NettyPipeline.ReactiveBridge) != null) {
			pipeline.addBefore(NettyPipeline.ReactiveBridge, Receiver.class.getName(), new Receiver());
		}
	}

	/**
	 * Returns what came after the body of a request.
	 * @param request the request, whose body is complete
	 * @return the trailers as received; null if there are none
	 */
	static @Nullable HttpHeaders of(ServerHttpRequest request) {
		Channel channel = canHave(request.getHeaders()) ? NativeExchange.channel(request) : null;
		Receiver receiver = (channel != null) ? channel.pipeline().get(Receiver.class) : null;
		return (receiver != null) ? receiver.trailers : null;
	}

	/** In HTTP/1.1 only a body in chunks has trailers. */
	private static boolean canHave(org.springframework.http.HttpHeaders headers) {
		return headers.containsHeader("transfer-encoding") || ClientBody.isHttp2(headers);
	}

	/** Sees each request of a connection, one after the other. */
	private static final class Receiver extends ChannelInboundHandlerAdapter {

		private volatile @Nullable HttpHeaders trailers;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof LastHttpContent last && !last.trailingHeaders().isEmpty()) {
				this.trailers = last.trailingHeaders();
			}
			context.fireChannelRead(message);
		}

	}

}
