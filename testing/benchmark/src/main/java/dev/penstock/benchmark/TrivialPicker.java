package dev.penstock.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Is one conversation with an endpoint picker that takes the endpoints in turn once a
 * request's body is there, gives the body back as it came, and changes no response. Each
 * conversation is a stream of HTTP/2.
 */
final class TrivialPicker extends ChannelInboundHandlerAdapter {

	private static final AtomicInteger TURN = new AtomicInteger();

	private final List<String> endpoints;

	private final ByteBuf unread = Unpooled.buffer();

	private final CompositeByteBuf body = Unpooled.compositeBuffer(64);

	private boolean headed;

	TrivialPicker(List<String> endpoints) {
		this.endpoints = endpoints;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		switch (message) {
			case Http2HeadersFrame headers -> {
				if (headers.isEndStream()) {
					end(context);
				}
			}
			case Http2DataFrame data -> {
				int flow = data.initialFlowControlledBytes();
				Http2FrameStream stream = data.stream();
				this.unread.discardReadBytes().writeBytes(data.content());
				context.write(new DefaultHttp2WindowUpdateFrame(flow).stream(stream));
				read(context);
				if (data.isEndStream()) {
					end(context);
				}
				context.flush();
			}
			default -> {
			}
		}
		ReferenceCountUtil.release(message);
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		this.unread.release();
		this.body.release();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

	private void read(ChannelHandlerContext context) {
		while (this.unread.readableBytes() >= 5
				&& this.unread.readableBytes() >= 5 + this.unread.getInt(this.unread.readerIndex() + 1)) {
			this.unread.skipBytes(1);
			PickerMessage message = PickerMessage.read(this.unread.readSlice(this.unread.readInt()));
			answer(context, message);
		}
	}

	private void answer(ChannelHandlerContext context, PickerMessage message) {
		switch (message.kind()) {
			case PickerMessage.REQUEST_HEADERS -> {
				if (message.end()) {
					send(context, pick());
				}
			}
			case PickerMessage.REQUEST_BODY -> {
				this.body.addComponent(true, Unpooled.copiedBuffer(message.body()));
				if (message.end()) {
					send(context, pick());
					giveBack(context, PickerMessage.RESPONSE_TO_REQUEST_BODY, this.body, true);
				}
			}
			case PickerMessage.RESPONSE_HEADERS -> send(context, PickerMessage.empty(message.kind() - 1));
			case PickerMessage.RESPONSE_BODY ->
				giveBack(context, PickerMessage.RESPONSE_TO_RESPONSE_BODY, message.body(), message.end());
			default -> send(context, PickerMessage.empty(message.kind() - 1));
		}
	}

	/** Sends a body back, in messages of at most 62 KiB, as pickers do. */
	private void giveBack(ChannelHandlerContext context, int kind, ByteBuf bytes, boolean end) {
		do {
			ByteBuf part = bytes.readSlice(Math.min(bytes.readableBytes(), 62 * 1024));
			send(context, PickerMessage.streamed(kind, part, end && !bytes.isReadable()));
		}
		while (bytes.isReadable());
	}

	private ByteBuf pick() {
		String endpoint = this.endpoints.get(Math.floorMod(TURN.getAndIncrement(), this.endpoints.size()));
		return PickerMessage.picked(endpoint.getBytes(StandardCharsets.US_ASCII));
	}

	private void send(ChannelHandlerContext context, ByteBuf message) {
		if (!this.headed) {
			this.headed = true;
			context.write(new DefaultHttp2HeadersFrame(
					new DefaultHttp2Headers().status("200").set("content-type", "application/grpc")));
		}
		ByteBuf prefix = Unpooled.buffer(5).writeByte(0).writeInt(message.readableBytes());
		context.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(prefix, message)));
	}

	private void end(ChannelHandlerContext context) {
		DefaultHttp2Headers trailers = new DefaultHttp2Headers();
		if (!this.headed) {
			this.headed = true;
			trailers.status("200").set("content-type", "application/grpc");
		}
		context.writeAndFlush(new DefaultHttp2HeadersFrame(trailers.set("grpc-status", "0"), true));
	}

}
