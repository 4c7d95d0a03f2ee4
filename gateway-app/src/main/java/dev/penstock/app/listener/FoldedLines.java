package dev.penstock.app.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/**
 * Finds header lines that go on in the next line, which Netty's decoder would join: "A
 * server that receives an obs-fold in a request message ... MUST either reject the
 * message by sending a 400 (Bad Request) ... or replace each received obs-fold" (RFC
 * 9112, section 5.2). Stands before the decoder of HTTP/1.1 and passes it all bytes, the
 * end of each head and each message apart, so that what the decoder finds in one belongs
 * to it. Reads bodies only as far as it must to know where the next head begins.
 */
final class FoldedLines extends ChannelInboundHandlerAdapter {

	/** Beyond it no number of bytes gets that a decoder takes. */
	private static final long MOST = Long.MAX_VALUE >> 8;

	/** The method of HTTP/2's preface and a space (RFC 9113, section 3.4). */
	private static final int PRI = 0x50524920;

	private Part part = Part.BEFORE_HEAD;

	private boolean first = true;

	private long left;

	private boolean folded;

	/** Tells, and forgets, whether what was passed on last had a folded line. */
	boolean takeFolded() {
		boolean found = this.folded;
		this.folded = false;
		return found;
	}

	/**
	 * Is told what the head means that was passed on last.
	 * @param request the head
	 */
	void follows(HttpRequest request) {
		if (HttpUtil.isTransferEncodingChunked(request)) {
			this.part = Part.CHUNK_SIZE;
			this.left = 0;
		}
		else {
			this.left = HttpUtil.getContentLength(request, 0L);
			this.part = (this.left > 0) ? Part.BODY : Part.BEFORE_HEAD;
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (!(message instanceof ByteBuf bytes)) {
			context.fireChannelRead(message);
			return;
		}
		if (this.first) {
			this.first = false;
			if (isHttp2(bytes)) {
				context.pipeline().remove(this);
				context.fireChannelRead(message);
				return;
			}
		}
		int end = scan(bytes);
		while (end < bytes.writerIndex()) {
			context.fireChannelRead(bytes.readRetainedSlice(end - bytes.readerIndex()));
			end = scan(bytes);
		}
		context.fireChannelRead(bytes);
	}

	/** Tells the preface of HTTP/2, of which no more than its method is looked at. */
	private static boolean isHttp2(ByteBuf bytes) {
		return bytes.readableBytes() > 3 && bytes.getInt(bytes.readerIndex()) == PRI;
	}

	/** Returns where the piece ends that is to be passed on next. */
	private int scan(ByteBuf bytes) {
		int end = bytes.writerIndex();
		int at = bytes.readerIndex();
		while (at < end) {
			Part before = this.part;
			at = switch (before) {
				case BEFORE_HEAD -> beforeHead(bytes, at);
				case LINE -> restOfLine(bytes, at, end, Part.LINE_START);
				case LINE_START -> lineStart(bytes.getByte(at), at);
				case EMPTY_LINE -> {
					this.part = (bytes.getByte(at) == '\n') ? Part.BEFORE_HEAD : Part.LINE;
					yield at + 1;
				}
				case BODY -> data(at, end, Part.BEFORE_HEAD);
				case CHUNK_SIZE -> chunkSize(bytes.getByte(at), at);
				case CHUNK_EXTENSION -> restOfLine(bytes, at, end, (this.left > 0) ? Part.CHUNK_DATA : Part.LINE_START);
				case CHUNK_DATA -> data(at, end, Part.CHUNK_SIZE);
			};
			if (this.part == Part.BEFORE_HEAD && before != Part.BEFORE_HEAD) {
				return at;
			}
		}
		return end;
	}

	/** Skips what the decoder skips: empty lines (RFC 9112, section 2.2). */
	private int beforeHead(ByteBuf bytes, int at) {
		if (bytes.getByte(at) > ' ' || bytes.getByte(at) < 0) {
			this.part = Part.LINE;
		}
		return at + 1;
	}

	private int restOfLine(ByteBuf bytes, int at, int end, Part next) {
		int feed = bytes.indexOf(at, end, (byte) '\n');
		if (feed < 0) {
			return end;
		}
		if (next == Part.CHUNK_DATA) {
			// With the line's end that follows the data.
			this.left += 2;
		}
		this.part = next;
		return feed + 1;
	}

	private int lineStart(byte first, int at) {
		this.part = switch (first) {
			case '\r' -> Part.EMPTY_LINE;
			case '\n' -> Part.BEFORE_HEAD;
			case ' ', '\t' -> {
				this.folded = true;
				yield Part.LINE;
			}
			default -> Part.LINE;
		};
		return at + 1;
	}

	private int data(int at, int end, Part next) {
		int length = (int) Math.min(this.left, end - at);
		this.left -= length;
		if (this.left == 0) {
			this.part = next;
		}
		return at + length;
	}

	private int chunkSize(byte next, int at) {
		int digit = Character.digit(next, 16);
		if (digit < 0) {
			this.part = Part.CHUNK_EXTENSION;
			return at;
		}
		this.left = Math.min(this.left * 16 + digit, MOST);
		return at + 1;
	}

	/** Is what the next byte belongs to. Trailers have lines as heads have. */
	private enum Part {

		BEFORE_HEAD, LINE, LINE_START, EMPTY_LINE, BODY, CHUNK_SIZE, CHUNK_EXTENSION, CHUNK_DATA

	}

}
