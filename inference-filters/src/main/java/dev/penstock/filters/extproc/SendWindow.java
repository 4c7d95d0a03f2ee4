package dev.penstock.filters.extproc;

import java.util.ArrayDeque;
import java.util.Queue;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2CodecUtil;

/**
 * Knows how much may be written: what the peer's windows allow (RFC 9113, section 5.2)
 * while it reads what it is sent. Streams that have to wait are resumed in turn.
 */
final class SendWindow {

	private final Channel channel;

	/** Streams that have something to write, in the order of their turns. */
	private final Queue<LinkStream> waiting = new ArrayDeque<>();

	private long connection = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

	private int initial = Http2CodecUtil.DEFAULT_WINDOW_SIZE;

	SendWindow(Channel channel) {
		this.channel = channel;
	}

	/** Tells what a stream begins with. */
	int initial() {
		return this.initial;
	}

	/**
	 * Changes what a stream begins with.
	 * @param size the number of bytes
	 * @return by how much the windows of streams that are open change
	 */
	long initial(int size) {
		long delta = (long) size - this.initial;
		this.initial = size;
		return delta;
	}

	/**
	 * Widens the connection's window.
	 * @param delta the number of bytes
	 * @return whether it is not too wide
	 */
	boolean add(int delta) {
		this.connection += delta;
		return this.connection <= Integer.MAX_VALUE;
	}

	/**
	 * Tells how much of a stream may be written now. Where that is nothing, the stream is
	 * resumed when it is more.
	 * @param stream the stream
	 * @return the number of bytes
	 */
	int budget(LinkStream stream) {
		if (stream.sendWindow() <= 0) {
			return 0;
		}
		if (isClosed()) {
			if (!stream.isWaiting()) {
				stream.waiting(true);
				this.waiting.add(stream);
			}
			return 0;
		}
		return (int) Math.min(stream.sendWindow(), this.connection);
	}

	void used(LinkStream stream, int bytes) {
		this.connection -= bytes;
		stream.addSendWindow(-bytes);
	}

	private boolean isClosed() {
		return this.connection <= 0 || !this.channel.isWritable();
	}

	/** Lets the streams write that wait, each once. */
	void resumeWaiting() {
		for (int turns = this.waiting.size(); turns > 0 && !isClosed(); turns--) {
			LinkStream next = this.waiting.poll();
			if (next == null) {
				return;
			}
			next.waiting(false);
			next.resume();
		}
	}

	void clear() {
		this.waiting.clear();
	}

}
