package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;

import io.netty.buffer.ByteBuf;

/**
 * Reads the fields of a protobuf message, one after the other. A field that is not read
 * is skipped; a message in a field is read between {@link #enter} and {@link #leave}.
 */
final class ProtoReader {

	private static final int MAX_DEPTH = 64;

	private final ByteBuf in;

	private int position;

	private int limit;

	private int field;

	private int wireType;

	/** Whether the present field is still to be read. */
	private boolean unread;

	ProtoReader(ByteBuf in) {
		this(in, in.readerIndex(), in.writerIndex());
	}

	private ProtoReader(ByteBuf in, int position, int limit) {
		this.in = in;
		this.position = position;
		this.limit = limit;
	}

	/**
	 * Goes on to the next field.
	 * @return whether there is one
	 */
	boolean next() throws MalformedMessageException {
		if (this.unread) {
			this.unread = false;
			skip(this.wireType, this.field, 0);
		}
		if (this.position == this.limit) {
			return false;
		}
		readTag();
		this.unread = true;
		return true;
	}

	private void readTag() throws MalformedMessageException {
		int tag = (int) varint();
		this.field = tag >>> 3;
		this.wireType = tag & 7;
		if (this.field == 0) {
			throw new MalformedMessageException("a field has the number 0");
		}
	}

	/** Tells whether the present field has a number and a length. */
	boolean isBytes(int number) {
		return this.field == number && this.wireType == ProtoFields.LENGTH;
	}

	/** Tells whether the present field has a number and is a varint. */
	boolean isVarint(int number) {
		return this.field == number && this.wireType == ProtoFields.VARINT;
	}

	int field() {
		return this.field;
	}

	boolean hasLength() {
		return this.wireType == ProtoFields.LENGTH;
	}

	/**
	 * Begins to read the message in the present field.
	 * @return what {@link #leave} wants
	 */
	int enter() throws MalformedMessageException {
		int length = length();
		int outer = this.limit;
		this.limit = this.position + length;
		return outer;
	}

	void leave(int outer) {
		this.position = this.limit;
		this.limit = outer;
	}

	/**
	 * Gives the message in the present field to a reader of its own.
	 * @return reads the message
	 */
	ProtoReader message() throws MalformedMessageException {
		int length = length();
		int start = this.position;
		this.position += length;
		return new ProtoReader(this.in, start, this.position);
	}

	byte[] bytes() throws MalformedMessageException {
		int length = length();
		byte[] bytes = new byte[length];
		this.in.getBytes(this.position, bytes);
		this.position += length;
		return bytes;
	}

	/**
	 * Returns the bytes of the present field without a copy.
	 * @return the bytes, valid as long as the message
	 */
	ByteBuffer view() throws MalformedMessageException {
		int length = length();
		ByteBuffer view = this.in.nioBuffer(this.position, length);
		this.position += length;
		return view;
	}

	String text(Charset charset) throws MalformedMessageException {
		int length = length();
		String text = this.in.toString(this.position, length, charset);
		this.position += length;
		return text;
	}

	long number() throws MalformedMessageException {
		this.unread = false;
		return varint();
	}

	private int length() throws MalformedMessageException {
		this.unread = false;
		long length = varint();
		if (length < 0 || length > this.limit - this.position) {
			throw new MalformedMessageException("a field is longer than its message");
		}
		return (int) length;
	}

	private long varint() throws MalformedMessageException {
		long value = 0;
		for (int shift = 0; shift < 70; shift += 7) {
			if (this.position == this.limit) {
				break;
			}
			byte next = this.in.getByte(this.position++);
			value |= (long) (next & 0x7f) << shift;
			if (next >= 0) {
				return value;
			}
		}
		throw new MalformedMessageException("a number has no end");
	}

	private void skip(int type, int number, int depth) throws MalformedMessageException {
		switch (type) {
			case ProtoFields.VARINT -> varint();
			case ProtoFields.FIXED64 -> advance(8);
			case ProtoFields.LENGTH -> advance(length());
			case ProtoFields.GROUP -> skipGroup(number, depth);
			case ProtoFields.FIXED32 -> advance(4);
			default -> throw new MalformedMessageException("a field has the unknown type " + type);
		}
	}

	private void skipGroup(int number, int depth) throws MalformedMessageException {
		if (depth >= MAX_DEPTH) {
			throw new MalformedMessageException("groups are nested too deep");
		}
		readTag();
		while (this.wireType != ProtoFields.END_GROUP) {
			skip(this.wireType, this.field, depth + 1);
			readTag();
		}
		if (this.field != number) {
			throw new MalformedMessageException("a group has another's end");
		}
	}

	private void advance(int count) throws MalformedMessageException {
		if (count > this.limit - this.position) {
			throw new MalformedMessageException("a field is longer than its message");
		}
		this.position += count;
	}

}
