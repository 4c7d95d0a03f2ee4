package dev.penstock.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Is a connection to a model server that answers at once: with a fixed completion, or
 * with as many chunks as the request's {@code x-chunks} says, each with the time of its
 * writing in it, {@code x-interval} milliseconds apart.
 */
final class ModelServer extends ChannelInboundHandlerAdapter {

	private static final byte[] ANSWER = ("{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\","
			+ "\"choices\":[{\"index\":0,\"text\":\"" + "word ".repeat(60) + "\",\"finish_reason\":\"length\"}],"
			+ "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":60,\"total_tokens\":70}}")
		.getBytes(StandardCharsets.US_ASCII);

	private static final byte[] END = ("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":50,"
			+ "\"total_tokens\":60}}\n\ndata: [DONE]\n\n")
		.getBytes(StandardCharsets.US_ASCII);

	private int chunks;

	private int interval;

	private @Nullable ScheduledFuture<?> ticks;

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpRequest request) {
			this.chunks = request.headers().getInt("x-chunks", 0);
			this.interval = request.headers().getInt("x-interval", 10);
		}
		ReferenceCountUtil.release(message);
		if (message instanceof LastHttpContent) {
			if (this.chunks == 0) {
				answer(context);
			}
			else {
				stream(context);
			}
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		ScheduledFuture<?> running = this.ticks;
		if (running != null) {
			running.cancel(false);
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

	private static void answer(ChannelHandlerContext context) {
		DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK,
				Unpooled.wrappedBuffer(ANSWER));
		response.headers()
			.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
			.setInt(HttpHeaderNames.CONTENT_LENGTH, ANSWER.length);
		context.writeAndFlush(response);
	}

	private void stream(ChannelHandlerContext context) {
		HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
		response.headers()
			.set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
			.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
		context.write(response);
		this.ticks = context.executor()
			.scheduleAtFixedRate(() -> tick(context), 0, this.interval, TimeUnit.MILLISECONDS);
	}

	private void tick(ChannelHandlerContext context) {
		if (this.chunks-- > 0) {
			context.writeAndFlush(new DefaultHttpContent(chunk(context)));
			return;
		}
		ScheduledFuture<?> running = this.ticks;
		if (running != null) {
			running.cancel(false);
			this.ticks = null;
		}
		context.write(new DefaultHttpContent(Unpooled.wrappedBuffer(END)));
		context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
	}

	private static ByteBuf chunk(ChannelHandlerContext context) {
		return ByteBufUtil.writeAscii(context.alloc(),
				"data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"sent\":" + System.nanoTime()
						+ ",\"choices\":[{\"index\":0,\"text\":\"word \"}]}\n\n");
	}

}
