package dev.penstock.benchmark;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Is what the {@link TrivialPicker} needs of a message of Envoy's
 * {@code service/ext_proc/v3/external_processor.proto}.
 *
 * @param kind the number of the field that the message is
 * @param body bytes of a body, or none
 * @param end whether the headers or the body end the stream
 */
record PickerMessage(int kind, ByteBuf body, boolean end) {

	static final int REQUEST_HEADERS = 2;

	static final int RESPONSE_HEADERS = 3;

	static final int REQUEST_BODY = 4;

	static final int RESPONSE_BODY = 5;

	static final int RESPONSE_TO_REQUEST_BODY = 3;

	static final int RESPONSE_TO_RESPONSE_BODY = 4;

	private static final byte[] KEY = "x-gateway-destination-endpoint".getBytes(StandardCharsets.US_ASCII);

	/**
	 * Reads a {@code ProcessingRequest}.
	 * @param message its bytes
	 * @return the message; its body is a part of them
	 */
	static PickerMessage read(ByteBuf message) {
		while (message.isReadable()) {
			int tag = (int) varint(message);
			int field = tag >>> 3;
			if ((tag & 7) == 2) {
				ByteBuf content = message.readSlice((int) varint(message));
				if (field >= REQUEST_HEADERS && field <= 7) {
					return part(field, content);
				}
			}
			else {
				varint(message);
			}
		}
		return new PickerMessage(0, Unpooled.EMPTY_BUFFER, false);
	}

	private static PickerMessage part(int kind, ByteBuf content) {
		boolean isBody = kind == REQUEST_BODY || kind == RESPONSE_BODY;
		ByteBuf body = Unpooled.EMPTY_BUFFER;
		boolean end = false;
		while (content.isReadable()) {
			int tag = (int) varint(content);
			if ((tag & 7) == 2) {
				ByteBuf value = content.readSlice((int) varint(content));
				body = (isBody && tag >>> 3 == 1) ? value : body;
			}
			else {
				long value = varint(content);
				end |= value != 0 && tag >>> 3 == (isBody ? 2 : 3);
			}
		}
		return new PickerMessage(kind, body, end);
	}

	/**
	 * Makes a {@code ProcessingResponse} that changes nothing.
	 * @param kind the number of its field
	 * @return its bytes
	 */
	static ByteBuf empty(int kind) {
		return field(kind, Unpooled.EMPTY_BUFFER);
	}

	/**
	 * Makes the answer to a request's headers, with the endpoint both as a header and as
	 * dynamic metadata.
	 * @param endpoint address and port
	 * @return its bytes
	 */
	static ByteBuf picked(byte[] endpoint) {
		ByteBuf header = Unpooled.wrappedBuffer(field(1, Unpooled.wrappedBuffer(KEY)),
				field(3, Unpooled.wrappedBuffer(endpoint)));
		ByteBuf mutation = field(2, field(1, field(1, header)));
		ByteBuf clearRouteCache = Unpooled.wrappedBuffer(new byte[] { 5 << 3, 1 });
		ByteBuf headers = field(1, field(1, Unpooled.wrappedBuffer(mutation, clearRouteCache)));
		ByteBuf value = field(3, Unpooled.wrappedBuffer(endpoint));
		ByteBuf inner = field(5, entry(KEY, value));
		ByteBuf metadata = field(8, entry("envoy.lb".getBytes(StandardCharsets.US_ASCII), inner));
		return Unpooled.wrappedBuffer(headers, metadata);
	}

	/**
	 * Makes a piece of a body that is streamed back.
	 * @param kind the number of its field
	 * @param bytes the piece
	 * @param end whether it is the last
	 * @return its bytes
	 */
	static ByteBuf streamed(int kind, ByteBuf bytes, boolean end) {
		ByteBuf body = field(1, bytes);
		ByteBuf last = Unpooled.wrappedBuffer(new byte[] { 2 << 3, 1 });
		ByteBuf response = field(3, end ? Unpooled.wrappedBuffer(body, last) : body);
		return field(kind, field(1, field(3, response)));
	}

	/** Makes a {@code Struct} of one entry. */
	private static ByteBuf entry(byte[] key, ByteBuf value) {
		return field(1, Unpooled.wrappedBuffer(field(1, Unpooled.wrappedBuffer(key)), field(2, value)));
	}

	/** Copies its content. */
	private static ByteBuf field(int number, ByteBuf content) {
		int length = content.readableBytes();
		ByteBuf field = Unpooled.buffer(length + 6).writeByte((number << 3) | 2);
		int rest = length;
		while (rest > 127) {
			field.writeByte((rest & 127) | 128);
			rest >>>= 7;
		}
		return field.writeByte(rest).writeBytes(content);
	}

	private static long varint(ByteBuf bytes) {
		long value = 0;
		for (int shift = 0; shift < 64; shift += 7) {
			byte next = bytes.readByte();
			value |= (next & 127L) << shift;
			if (next >= 0) {
				return value;
			}
		}
		throw new IllegalArgumentException("a number of more than 64 bits");
	}

}
