package dev.penstock.filters.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import reactor.netty.NettyPipeline;

/** Puts trailers at the end of a request, which Reactor Netty's client can't send. */
final class H2cTrailers extends ChannelOutboundHandlerAdapter {

	private final RequestBody body;

	private H2cTrailers(RequestBody body) {
		this.body = body;
	}

	/**
	 * Makes the end of a body carry its trailers.
	 * @param body the body
	 * @param stream the stream that it is about to be sent by
	 */
	static void follow(RequestBody body, ChannelPipeline stream) {
		if (stream.get(NettyPipeline.ReactiveBridge) != null) {
			stream.addBefore(NettyPipeline.ReactiveBridge, H2cTrailers.class.getName(), new H2cTrailers(body));
		}
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		HttpHeaders trailers = (message instanceof LastHttpContent) ? this.body.trailers() : null;
		if (trailers == null || !(message instanceof LastHttpContent end)) {
			context.write(message, promise);
			return;
		}
		DefaultLastHttpContent last = new DefaultLastHttpContent(end.content());
		last.trailingHeaders().set(trailers);
		context.write(last, promise);
	}

}
