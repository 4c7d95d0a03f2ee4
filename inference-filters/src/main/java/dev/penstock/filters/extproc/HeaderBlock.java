package dev.penstock.filters.extproc;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Writes the headers of a stream, which are the same for every one of a connection (RFC
 * 7541): in full and to be remembered the first time, then as what is remembered.
 */
final class HeaderBlock {

	/** The size of the dynamic table that a peer has unless it says otherwise. */
	private static final int DEFAULT_TABLE_SIZE = 4096;

	private static final int INDEXED = 0x80;

	private static final int REMEMBERED = 0x40;

	private static final int NOT_REMEMBERED = 0x00;

	private static final int TABLE_SIZE_ZERO = 0x20;

	/** The entries of the static table that are used. */
	private static final int AUTHORITY = 1;

	private static final int METHOD_POST = 3;

	private static final int PATH = 4;

	private static final int SCHEME_HTTP = 6;

	private static final int SCHEME_HTTPS = 7;

	private static final int CONTENT_TYPE = 31;

	private static final int USER_AGENT = 58;

	/** The last entry that was added to the dynamic table. */
	private static final int NEWEST = 62;

	private static final int ENTRIES = 5;

	private final int scheme;

	private final String authority;

	private byte[] next;

	private final byte[] repeated;

	private boolean remembers;

	HeaderBlock(boolean secure, String authority) {
		this.scheme = secure ? SCHEME_HTTPS : SCHEME_HTTP;
		this.authority = authority;
		this.remembers = authority.length() < DEFAULT_TABLE_SIZE / 2;
		this.next = this.remembers ? literal(REMEMBERED, 0x3f, false) : literal(NOT_REMEMBERED, 0x0f, false);
		this.repeated = repeated();
	}

	/**
	 * Takes the peer's limit for what it remembers.
	 * @param size the number of bytes
	 */
	void tableSize(long size) {
		if (size < DEFAULT_TABLE_SIZE && this.remembers) {
			this.remembers = false;
			this.next = literal(NOT_REMEMBERED, 0x0f, true);
		}
	}

	/**
	 * Returns the headers of the next stream.
	 * @return the block; not to be changed
	 */
	byte[] next() {
		byte[] block = this.next;
		if (this.remembers) {
			this.next = this.repeated;
		}
		else if (block[0] == TABLE_SIZE_ZERO) {
			this.next = literal(NOT_REMEMBERED, 0x0f, false);
		}
		return block;
	}

	private byte[] literal(int kind, int mask, boolean shrinksTable) {
		ByteBuf out = Unpooled.buffer(256);
		if (shrinksTable) {
			out.writeByte(TABLE_SIZE_ZERO);
		}
		out.writeByte(INDEXED | METHOD_POST).writeByte(INDEXED | this.scheme);
		integer(kind, mask, PATH, out);
		text("/envoy.service.ext_proc.v3.ExternalProcessor/Process", out);
		integer(kind, mask, AUTHORITY, out);
		text(this.authority, out);
		integer(kind, mask, 0, out);
		text("te", out);
		text("trailers", out);
		integer(kind, mask, CONTENT_TYPE, out);
		text("application/grpc", out);
		integer(kind, mask, USER_AGENT, out);
		text("penstock", out);
		return ByteBufUtil.getBytes(out);
	}

	private byte[] repeated() {
		byte[] block = new byte[2 + ENTRIES];
		block[0] = (byte) (INDEXED | METHOD_POST);
		block[1] = (byte) (INDEXED | this.scheme);
		for (int i = 0; i < ENTRIES; i++) {
			block[2 + i] = (byte) (INDEXED | (NEWEST + ENTRIES - 1 - i));
		}
		return block;
	}

	private static void text(String text, ByteBuf out) {
		byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
		integer(0, 0x7f, bytes.length, out);
		out.writeBytes(bytes);
	}

	/** Writes a number after the bits that tell what it is (RFC 7541, section 5.1). */
	private static void integer(int kind, int mask, int value, ByteBuf out) {
		if (value < mask) {
			out.writeByte(kind | value);
			return;
		}
		out.writeByte(kind | mask);
		ProtoFields.write(value - mask, out);
	}

}
