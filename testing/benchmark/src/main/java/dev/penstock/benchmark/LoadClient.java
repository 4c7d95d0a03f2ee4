package dev.penstock.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** Is one client of a {@link Load}, on one connection at a time. */
@Sharable
final class LoadClient extends ChannelDuplexHandler {

	private static final byte[] SENT = "\"sent\":".getBytes(StandardCharsets.US_ASCII);

	private final Load load;

	private @Nullable ChannelHandlerContext context;

	private boolean waiting;

	private long begun;

	private int status;

	LoadClient(Load load) {
		this.load = load;
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		this.context = context;
	}

	void send(long due) {
		ChannelHandlerContext connection = this.context;
		this.begun = due;
		this.waiting = true;
		this.status = 0;
		if (connection == null || !connection.channel().isActive()) {
			reconnect();
			return;
		}
		connection.writeAndFlush(this.load.request());
	}

	private void reconnect() {
		CompletableFuture<Void> connected = new CompletableFuture<>();
		this.load.connect(this, connected);
		connected.whenComplete((_, failure) -> {
			ChannelHandlerContext connection = this.context;
			if (failure != null || connection == null) {
				end(false);
			}
			else {
				connection.writeAndFlush(this.load.request());
			}
		});
	}

	void close() {
		ChannelHandlerContext connection = this.context;
		if (connection != null) {
			connection.close();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpResponse response) {
			this.status = response.status().code();
		}
		if (message instanceof HttpContent content) {
			noteChunks(content.content());
		}
		ReferenceCountUtil.release(message);
		if (message instanceof LastHttpContent) {
			end(this.status == 200);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		end(false);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		context.close();
	}

	private void end(boolean successful) {
		if (this.waiting) {
			this.waiting = false;
			this.load.ended(this, this.begun, successful);
		}
	}

	private void noteChunks(ByteBuf content) {
		int from = content.readerIndex();
		int at = content.indexOf(from, content.writerIndex(), SENT[0]);
		while (at >= 0 && at + SENT.length < content.writerIndex()) {
			if (content.getByte(at + 1) == 's' && content.getByte(at + 2) == 'e' && content.getByte(at + 3) == 'n') {
				long sent = 0;
				int digit = at + SENT.length;
				while (digit < content.writerIndex() && Character.isDigit(content.getByte(digit))) {
					sent = 10 * sent + content.getByte(digit++) - '0';
				}
				this.load.chunks.add(System.nanoTime() - sent);
			}
			at = content.indexOf(at + 1, content.writerIndex(), SENT[0]);
		}
	}

}
