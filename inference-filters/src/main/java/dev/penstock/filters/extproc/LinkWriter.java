package dev.penstock.filters.extproc;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames. What is written in one turn of the event loop is gathered and leaves at
 * the turn's end, with one call to the system, whatever streams it is of. Frames that the
 * peer does not wait for leave with the next that it does.
 */
final class LinkWriter {

	/** What is gathered leaves before the turn's end when it is as much as that. */
	private static final int FLUSH_AT = 64 * 1024;

	private static final int USUAL_SIZE = 2048;

	private static final int FLAG_END_STREAM = 0x1;

	private static final int FLAG_ACK = 0x1;

	private static final int FLAG_END_HEADERS = 0x4;

	private static final int SETTING = 6;

	/** How long what the peer doesn't wait for may wait for something else to go with. */
	private static final long LATER_MICROS = 1_000;

	private final ChannelHandlerContext context;

	private @Nullable ByteBuf out;

	private boolean scheduled;

	private boolean scheduledLater;

	private boolean discarded;

	private int maxFrame = Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE;

	LinkWriter(ChannelHandlerContext context) {
		this.context = context;
	}

	/**
	 * Takes the peer's limit for a frame.
	 * @param size the number of bytes
	 */
	void maxFrame(int size) {
		// Beyond that nothing is gained, and one stream would hold up the others.
		this.maxFrame = Math.min(size, FLUSH_AT);
	}

	/** Writes what a client begins with (RFC 9113, section 3.4). */
	void begin(int streamWindow, int connectionWindow, int maxHeaderList) {
		ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
		buffer(preface.readableBytes()).writeBytes(preface);
		preface.release();
		ByteBuf buffer = frame(3 * SETTING, Http2FrameTypes.SETTINGS, 0, 0);
		buffer.writeShort(Http2CodecUtil.SETTINGS_ENABLE_PUSH).writeInt(0);
		buffer.writeShort(Http2CodecUtil.SETTINGS_INITIAL_WINDOW_SIZE).writeInt(streamWindow);
		buffer.writeShort(Http2CodecUtil.SETTINGS_MAX_HEADER_LIST_SIZE).writeInt(maxHeaderList);
		windowUpdate(0, connectionWindow - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
		flush();
	}

	void settingsAck() {
		frame(0, Http2FrameTypes.SETTINGS, FLAG_ACK, 0);
		flushSoon();
	}

	void ping(boolean ack, long content) {
		frame(Http2CodecUtil.PING_FRAME_PAYLOAD_LENGTH, Http2FrameTypes.PING, ack ? FLAG_ACK : 0, 0).writeLong(content);
		flushLater();
	}

	void headers(int stream, byte[] block) {
		frame(block.length, Http2FrameTypes.HEADERS, FLAG_END_HEADERS, stream).writeBytes(block);
		flushSoon();
	}

	/**
	 * Writes data.
	 * @param stream the stream
	 * @param head the first bytes; read
	 * @param body the bytes after those; not changed
	 */
	void message(int stream, ByteBuf head, ByteBuf body) {
		int read = body.readerIndex();
		int left = head.readableBytes() + body.readableBytes();
		// One piece of memory for all that leaves at once, instead of ever larger ones.
		buffer(Math.min(left + (left / this.maxFrame + 1) * Http2CodecUtil.FRAME_HEADER_LENGTH,
				FLUSH_AT + this.maxFrame));
		while (left > 0) {
			int size = Math.min(left, this.maxFrame);
			ByteBuf buffer = frame(size, Http2FrameTypes.DATA, 0, stream);
			int ofHead = Math.min(size, head.readableBytes());
			buffer.writeBytes(head, ofHead);
			buffer.writeBytes(body, read, size - ofHead);
			read += size - ofHead;
			left -= size;
			if (buffer.readableBytes() >= FLUSH_AT) {
				flush();
			}
		}
		flushSoon();
	}

	void endStream(int stream) {
		frame(0, Http2FrameTypes.DATA, FLAG_END_STREAM, stream);
		flushLater();
	}

	void reset(int stream, Http2Error error) {
		frame(Http2CodecUtil.INT_FIELD_LENGTH, Http2FrameTypes.RST_STREAM, 0, stream).writeInt((int) error.code());
		flushSoon();
	}

	void windowUpdate(int stream, int delta) {
		frame(Http2CodecUtil.INT_FIELD_LENGTH, Http2FrameTypes.WINDOW_UPDATE, 0, stream).writeInt(delta);
		flushSoon();
	}

	/** Says why the connection ends, at once. */
	void goAway(Http2Error error) {
		if (!this.context.channel().isActive()) {
			return;
		}
		frame(2 * Http2CodecUtil.INT_FIELD_LENGTH, Http2FrameTypes.GO_AWAY, 0, 0).writeInt(0)
			.writeInt((int) error.code());
		flush();
	}

	private ByteBuf frame(int length, byte type, int flags, int stream) {
		return buffer(Http2CodecUtil.FRAME_HEADER_LENGTH + length).writeMedium(length)
			.writeByte(type)
			.writeByte(flags)
			.writeInt(stream);
	}

	/** Returns the buffer of this turn, with room. */
	private ByteBuf buffer(int size) {
		ByteBuf buffer = this.out;
		if (buffer != null) {
			return buffer.ensureWritable(size);
		}
		if (this.discarded) {
			return Unpooled.buffer(size);
		}
		buffer = this.context.alloc().directBuffer(Math.max(size, USUAL_SIZE));
		this.out = buffer;
		return buffer;
	}

	/** Writes at the end of this turn. */
	private void flushSoon() {
		if (!this.scheduled && this.out != null) {
			this.scheduled = true;
			this.context.channel().eventLoop().execute(this::soon);
		}
	}

	/** Writes with whatever is written next, or after a moment. */
	private void flushLater() {
		if (!this.scheduled && !this.scheduledLater && this.out != null) {
			this.scheduledLater = true;
			var _ = this.context.channel().eventLoop().schedule(this::later, LATER_MICROS, TimeUnit.MICROSECONDS);
		}
	}

	private void soon() {
		this.scheduled = false;
		flush();
	}

	private void later() {
		this.scheduledLater = false;
		flush();
	}

	private void flush() {
		ByteBuf buffer = this.out;
		if (buffer != null) {
			this.out = null;
			var _ = this.context.writeAndFlush(buffer, this.context.voidPromise());
		}
	}

	/** Drops what was not written yet, and what is written from now on. */
	void discard() {
		this.discarded = true;
		ByteBuf buffer = this.out;
		if (buffer != null) {
			this.out = null;
			buffer.release();
		}
	}

}
