package dev.penstock.filters.extproc;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Is a stream on an {@link Http2Link}, which calls it on its event loop and keeps the
 * account of its windows (RFC 9113, section 5.2).
 */
abstract class LinkStream {

	private int id;

	private long sendWindow;

	private int receiveWindow;

	/** What was taken but not yet given back to the peer. */
	private int taken;

	/** Whether the link will call {@link #resume} once more can be written. */
	private boolean waiting;

	private boolean endSent;

	/** Takes headers, which may be trailers. */
	abstract void headers(Http2Headers headers, boolean endOfStream);

	/**
	 * Takes data.
	 * @param data the bytes; only valid during the call
	 * @param padding how much comes on top in the window's account
	 * @param endOfStream whether nothing follows
	 */
	abstract void data(ByteBuf data, int padding, boolean endOfStream);

	/** Is told that the stream is over, by the peer or as the link broke. Called once. */
	abstract void ended(StreamEnd end);

	/** Is told that more may be written. */
	abstract void resume();

	void opened(int number, int window, int receive) {
		this.id = number;
		this.sendWindow = window;
		this.receiveWindow = receive;
	}

	int id() {
		return this.id;
	}

	long sendWindow() {
		return this.sendWindow;
	}

	void addSendWindow(long delta) {
		this.sendWindow += delta;
	}

	/**
	 * Counts what came.
	 * @return whether the peer was allowed to send it
	 */
	boolean received(int bytes) {
		this.receiveWindow -= bytes;
		return this.receiveWindow >= 0;
	}

	/**
	 * Counts what was taken of what came.
	 * @param bytes how much
	 * @param threshold from which amount on it is to be given back
	 * @return how much is to be given back now
	 */
	int taken(int bytes, int threshold) {
		this.taken += bytes;
		if (this.taken < threshold) {
			return 0;
		}
		int back = this.taken;
		this.taken = 0;
		this.receiveWindow += back;
		return back;
	}

	boolean isWaiting() {
		return this.waiting;
	}

	void waiting(boolean waits) {
		this.waiting = waits;
	}

	boolean isEndSent() {
		return this.endSent;
	}

	void endSent() {
		this.endSent = true;
	}

}
