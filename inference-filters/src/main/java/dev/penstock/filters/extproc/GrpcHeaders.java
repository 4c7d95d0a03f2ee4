package dev.penstock.filters.extproc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import dev.penstock.filters.extproc.StreamEnd.GrpcCode;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** Reads the headers of a gRPC stream (gRPC over HTTP/2, "Responses"). */
final class GrpcHeaders {

	private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");

	private static final AsciiString GRPC = AsciiString.cached("application/grpc");

	private static final AsciiString GRPC_STATUS = AsciiString.cached("grpc-status");

	private static final AsciiString GRPC_MESSAGE = AsciiString.cached("grpc-message");

	private static final AsciiString OK = AsciiString.cached("200");

	private GrpcHeaders() {
	}

	static boolean isInformational(Http2Headers headers) {
		CharSequence status = headers.status();
		return status != null && status.length() == 3 && status.charAt(0) == '1';
	}

	/**
	 * Tells what is wrong with the headers that begin a response.
	 * @param headers the headers
	 * @return how the stream ends, or null if it goes on
	 */
	static @Nullable StreamEnd refusal(Http2Headers headers) {
		if (isInformational(headers)) {
			return null;
		}
		CharSequence status = headers.status();
		if (status == null || !AsciiString.contentEquals(status, OK)) {
			return new StreamEnd.Status(GrpcCode.ofHttp(number(status)), "it answered with HTTP status " + status);
		}
		CharSequence type = headers.get(CONTENT_TYPE);
		if (type == null || !AsciiString.regionMatches(type, true, 0, GRPC, 0, GRPC.length())) {
			return new StreamEnd.Status(GrpcCode.UNKNOWN,
					"it answered with content type " + type + ", which is not gRPC");
		}
		return null;
	}

	/**
	 * Reads how a stream ended.
	 * @param headers the last headers
	 * @param begun whether there were headers before them
	 * @return the end
	 */
	static StreamEnd end(Http2Headers headers, boolean begun) {
		CharSequence status = headers.get(GRPC_STATUS);
		if (status != null) {
			CharSequence message = headers.get(GRPC_MESSAGE);
			return new StreamEnd.Status(GrpcCode.of(status), (message != null) ? decode(message) : "");
		}
		StreamEnd refusal = begun ? null : refusal(headers);
		return (refusal != null) ? refusal : new StreamEnd.Status(GrpcCode.UNKNOWN, "it gave no grpc-status");
	}

	private static int number(@Nullable CharSequence status) {
		try {
			return (status != null) ? Integer.parseInt(status, 0, status.length(), 10) : 0;
		}
		catch (NumberFormatException _) {
			return 0;
		}
	}

	/** Decodes what is percent-encoded; what is not well encoded stays as it is. */
	static String decode(CharSequence message) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length());
		for (int i = 0; i < message.length(); i++) {
			char c = message.charAt(i);
			int high = (c == '%' && i + 2 < message.length()) ? Character.digit(message.charAt(i + 1), 16) : -1;
			int low = (high >= 0) ? Character.digit(message.charAt(i + 2), 16) : -1;
			if (low >= 0) {
				bytes.write((high << 4) | low);
				i += 2;
			}
			else {
				bytes.write(c);
			}
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

}
