package dev.penstock.filters.extproc;

import io.netty.buffer.ByteBuf;

/** Writes numbers and lengths as protobuf does. */
final class ProtoFields {

	static final int VARINT = 0;

	static final int FIXED64 = 1;

	static final int LENGTH = 2;

	static final int GROUP = 3;

	static final int END_GROUP = 4;

	static final int FIXED32 = 5;

	private ProtoFields() {
	}

	/**
	 * Returns the first byte of a field that is written with its length.
	 * @param field its number, of 15 at most
	 * @return the tag
	 */
	static int tag(int field) {
		return (field << 3) | LENGTH;
	}

	static int size(int length) {
		int size = 1;
		for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
			size++;
		}
		return size;
	}

	static void write(int value, ByteBuf out) {
		int rest = value;
		while ((rest & ~0x7f) != 0) {
			out.writeByte((rest & 0x7f) | 0x80);
			rest >>>= 7;
		}
		out.writeByte(rest);
	}

	/**
	 * Writes the beginning of a field that is in the buffer already, before it.
	 * @param tag its tag
	 * @param length how long it is
	 * @param start where it begins
	 * @param out the buffer, with room before the field
	 * @return where the field begins with its tag
	 */
	static int prepend(int tag, int length, int start, ByteBuf out) {
		int position = start - size(length);
		int at = position;
		int rest = length;
		while ((rest & ~0x7f) != 0) {
			out.setByte(at++, (rest & 0x7f) | 0x80);
			rest >>>= 7;
		}
		out.setByte(at, rest);
		out.setByte(position - 1, tag);
		return position - 1;
	}

}
