package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.netty.buffer.ByteBuf;

/**
 * Holds the parts of a response's body that were shown to the picker and are not answered
 * yet, one for each message. Owns them.
 */
final class UnansweredChunks {

	private final Deque<ByteBuf> chunks = new ArrayDeque<>();

	private long bytes;

	/** How many chunks were removed. */
	private int removed;

	private boolean headIsPartial;

	void add(ByteBuf chunk) {
		this.chunks.add(chunk);
		this.bytes += chunk.readableBytes();
	}

	long bytes() {
		return this.bytes;
	}

	int removed() {
		return this.removed;
	}

	/**
	 * Tells whether a part of the first chunk is removed.
	 * @return whether it is
	 */
	boolean headIsPartial() {
		return this.headIsPartial;
	}

	/**
	 * Hands bytes on from the front if they are there.
	 * @param echo the bytes; only read
	 * @param actions gets the bytes as {@link SessionAction.Emit}s
	 * @return whether they are
	 */
	boolean emitIfNext(ByteBuffer echo, List<SessionAction> actions) {
		int length = echo.remaining();
		if (length > this.bytes) {
			return false;
		}
		Iterator<ByteBuf> iterator = this.chunks.iterator();
		int compared = 0;
		while (compared < length) {
			ByteBuf ours = iterator.next();
			int count = Math.min(ours.readableBytes(), length - compared);
			if (!EqualBytes.test(ours, ours.readerIndex(), echo, echo.position() + compared, count)) {
				return false;
			}
			compared += count;
		}
		emit(length, actions);
		return true;
	}

	private void emit(int length, List<SessionAction> actions) {
		int left = length;
		while (left > 0) {
			ByteBuf head = this.chunks.element();
			int count = Math.min(head.readableBytes(), left);
			left -= count;
			if (count == head.readableBytes()) {
				emitFirst(actions);
			}
			else {
				actions.add(new SessionAction.Emit(head.readRetainedSlice(count)));
				this.bytes -= count;
				this.headIsPartial = true;
			}
		}
	}

	/** Releases the first chunk if there is one. */
	void removeFirst() {
		ByteBuf head = this.chunks.poll();
		if (head != null) {
			this.bytes -= head.readableBytes();
			this.removed++;
			this.headIsPartial = false;
			head.release();
		}
	}

	/**
	 * Hands the first chunk on.
	 * @param actions gets the chunk as an {@link SessionAction.Emit}
	 */
	void emitFirst(List<SessionAction> actions) {
		ByteBuf head = this.chunks.poll();
		if (head != null) {
			this.bytes -= head.readableBytes();
			this.removed++;
			this.headIsPartial = false;
			actions.add(new SessionAction.Emit(head));
		}
	}

	void emitAll(List<SessionAction> actions) {
		while (!this.chunks.isEmpty()) {
			emitFirst(actions);
		}
	}

	void releaseAll() {
		while (!this.chunks.isEmpty()) {
			removeFirst();
		}
	}

}
