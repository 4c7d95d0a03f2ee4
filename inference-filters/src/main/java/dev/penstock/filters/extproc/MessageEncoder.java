package dev.penstock.filters.extproc;

import java.util.List;
import java.util.Locale;

import dev.penstock.filters.pick.RequestHead;
import dev.penstock.filters.pick.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.springframework.http.HttpHeaders;

/**
 * Writes messages to a picker: Envoy's {@code ProcessingRequest} after the prefix that
 * gRPC puts before each message. All but the bytes of a body is written, which come last
 * in a message, so that nobody has to copy them for it. Used by one event loop.
 */
final class MessageEncoder {

	/** Field numbers of {@code ProcessingRequest}. */
	private static final int REQUEST_HEADERS = 2;

	private static final int RESPONSE_HEADERS = 3;

	private static final int REQUEST_BODY = 4;

	private static final int RESPONSE_BODY = 5;

	private static final int RESPONSE_TRAILERS = 7;

	/** protocol_config: both bodies FULL_DUPLEX_STREAMED. */
	private static final byte[] PROTOCOL = { 0x5a, 0x04, 0x08, 0x04, 0x10, 0x04 };

	private static final int MESSAGE_PREFIX = 5;

	/** What the message's prefix and the beginnings of two nested fields need. */
	private static final int ROOM = MESSAGE_PREFIX + 2 * 6;

	private static final int USUAL_SIZE = 16 * 1024;

	private ByteBuf scratch = Unpooled.buffer(1024);

	/**
	 * Writes a message up to the bytes of its body.
	 * @param message the message
	 * @param subset the eligible endpoints
	 * @return what is written; valid until the next call
	 */
	ByteBuf encode(ToPicker message, SubsetHint subset) {
		if (this.scratch.capacity() > USUAL_SIZE) {
			this.scratch = Unpooled.buffer(1024);
		}
		ByteBuf out = this.scratch.setIndex(0, ROOM);
		switch (message) {
			case ToPicker.RequestHeaders(RequestHead head, boolean endOfStream, List<String> _) -> {
				header(":method", head.method(), out);
				header(":path", head.path(), out);
				header(":authority", head.authority(), out);
				header(":scheme", head.scheme(), out);
				headers(head.headers(), out);
				int start = finishHeaders(REQUEST_HEADERS, endOfStream, out);
				subset.write(out);
				out.writeBytes(PROTOCOL);
				prefix(start, out.writerIndex() - start, out);
			}
			case ToPicker.ResponseHeaders(ResponseHead head, boolean endOfStream, String served) -> {
				header(":status", Integer.toString(head.status()), out);
				headers(head.headers(), out);
				int start = finishHeaders(RESPONSE_HEADERS, endOfStream, out);
				SubsetHint.served(served).write(out);
				prefix(start, out.writerIndex() - start, out);
			}
			case ToPicker.RequestBody(ByteBuf bytes, boolean endOfStream, List<String> _) -> {
				subset.write(out);
				body(REQUEST_BODY, bytes.readableBytes(), endOfStream, out);
			}
			case ToPicker.ResponseBody(ByteBuf bytes, boolean endOfStream) ->
				body(RESPONSE_BODY, bytes.readableBytes(), endOfStream, out);
			case ToPicker.ResponseTrailers(HttpHeaders trailers) -> {
				headers(trailers, out);
				int map = ProtoFields.prepend(ProtoFields.tag(1), out.writerIndex() - ROOM, ROOM, out);
				int start = ProtoFields.prepend(ProtoFields.tag(RESPONSE_TRAILERS), out.writerIndex() - map, map, out);
				prefix(start, out.writerIndex() - start, out);
			}
		}
		return out;
	}

	/**
	 * Returns the bytes that complete a message.
	 * @param message the message
	 * @return the bytes of its body, or nothing
	 */
	static ByteBuf bytes(ToPicker message) {
		return switch (message) {
			case ToPicker.RequestBody body -> body.bytes();
			case ToPicker.ResponseBody body -> body.bytes();
			case ToPicker.RequestHeaders _, ToPicker.ResponseHeaders _, ToPicker.ResponseTrailers _ ->
				Unpooled.EMPTY_BUFFER;
		};
	}

	private static void headers(HttpHeaders headers, ByteBuf out) {
		headers.forEach((name, values) -> {
			String key = name.toLowerCase(Locale.ROOT);
			if (!key.equals("host") && !key.startsWith(HeaderMutations.DESTINATION)) {
				for (int i = 0; i < values.size(); i++) {
					header(key, values.get(i), out);
				}
			}
		});
	}

	/** Writes a HeaderValue. Netty gives each byte of a value as one char. */
	private static void header(String key, String value, ByteBuf out) {
		int keyLength = ByteBufUtil.utf8Bytes(key);
		int size = 1 + ProtoFields.size(keyLength) + keyLength;
		int valueLength = value.length();
		if (valueLength > 0) {
			size += 1 + ProtoFields.size(valueLength) + valueLength;
		}
		out.writeByte(ProtoFields.tag(1));
		ProtoFields.write(size, out);
		out.writeByte(ProtoFields.tag(1));
		ProtoFields.write(keyLength, out);
		ByteBufUtil.writeUtf8(out, key);
		if (valueLength > 0) {
			out.writeByte(ProtoFields.tag(3));
			ProtoFields.write(valueLength, out);
			ByteBufUtil.writeAscii(out, value);
		}
	}

	/** Makes HttpHeaders of the entries that were written. */
	private static int finishHeaders(int field, boolean endOfStream, ByteBuf out) {
		int map = ProtoFields.prepend(ProtoFields.tag(1), out.writerIndex() - ROOM, ROOM, out);
		if (endOfStream) {
			out.writeByte(3 << 3).writeByte(1);
		}
		return ProtoFields.prepend(ProtoFields.tag(field), out.writerIndex() - map, map, out);
	}

	/** Writes HttpBody up to its bytes, which are its last field though the first. */
	private static void body(int field, int length, boolean endOfStream, ByteBuf out) {
		int size = (endOfStream ? 2 : 0) + ((length > 0) ? 1 + ProtoFields.size(length) + length : 0);
		out.writeByte(ProtoFields.tag(field));
		ProtoFields.write(size, out);
		if (endOfStream) {
			out.writeByte(2 << 3).writeByte(1);
		}
		if (length > 0) {
			out.writeByte(ProtoFields.tag(1));
			ProtoFields.write(length, out);
		}
		prefix(ROOM, out.writerIndex() - ROOM + length, out);
	}

	private static void prefix(int start, int length, ByteBuf out) {
		out.setByte(start - MESSAGE_PREFIX, 0);
		out.setInt(start - MESSAGE_PREFIX + 1, length);
		out.readerIndex(start - MESSAGE_PREFIX);
	}

}
