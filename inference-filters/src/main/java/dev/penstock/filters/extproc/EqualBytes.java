package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Compares what a picker sends back with what it was shown. */
final class EqualBytes {

	private EqualBytes() {
	}

	/**
	 * Compares two ranges.
	 * @param ours what the picker was shown
	 * @param index where the range begins in it
	 * @param theirs what it sent
	 * @param position where the range begins in it
	 * @param count the number of bytes
	 * @return whether they are equal
	 */
	static boolean test(ByteBuf ours, int index, ByteBuffer theirs, int position, int count) {
		boolean all = position == theirs.position() && count == theirs.remaining();
		ByteBuffer range = all ? theirs : theirs.slice(position, count);
		if (ours.nioBufferCount() == 1) {
			return ours.nioBuffer(index, count).mismatch(range) < 0;
		}
		return ByteBufUtil.equals(ours, index, Unpooled.wrappedBuffer(range), 0, count);
	}

}
