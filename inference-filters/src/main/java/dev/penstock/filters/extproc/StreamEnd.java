package dev.penstock.filters.extproc;

import io.netty.handler.codec.http2.Http2Error;

/** Is how a stream to a picker ended. */
sealed interface StreamEnd {

	/**
	 * The picker said that it was done, or what it said made no sense.
	 *
	 * @param code how it went
	 * @param message the same in words; empty if nothing
	 */
	record Status(GrpcCode code, String message) implements StreamEnd {
	}

	/**
	 * The stream was reset.
	 *
	 * @param error the code of HTTP/2
	 */
	record Reset(long error) implements StreamEnd {

		@Override
		public String toString() {
			Http2Error known = Http2Error.valueOf(this.error);
			return (known != null) ? known.name() : "error " + this.error;
		}

	}

	/**
	 * The connection broke, or did not take the stream.
	 *
	 * @param cause what happened to it
	 */
	record Broken(String cause) implements StreamEnd {
	}

	/** Is a status of gRPC, in the order of its numbers. */
	enum GrpcCode {

		OK, CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED,
		RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS,
		UNAUTHENTICATED;

		private static final GrpcCode[] VALUES = values();

		/**
		 * Reads a status.
		 * @param text what {@code grpc-status} says
		 * @return the code; UNKNOWN for one that gRPC doesn't know
		 */
		static GrpcCode of(CharSequence text) {
			int number = 0;
			for (int i = 0; i < text.length(); i++) {
				int digit = text.charAt(i) - '0';
				number = number * 10 + digit;
				if (digit < 0 || digit > 9 || number >= VALUES.length) {
					return UNKNOWN;
				}
			}
			return (text.length() > 0) ? VALUES[number] : UNKNOWN;
		}

		/**
		 * Reads the status of a response that is not gRPC's (gRPC, "HTTP to gRPC status
		 * code mapping").
		 * @param status the status of HTTP
		 * @return the code
		 */
		static GrpcCode ofHttp(int status) {
			return switch (status) {
				case 400 -> INTERNAL;
				case 401 -> UNAUTHENTICATED;
				case 403 -> PERMISSION_DENIED;
				case 404 -> UNIMPLEMENTED;
				case 429, 502, 503, 504 -> UNAVAILABLE;
				default -> UNKNOWN;
			};
		}

	}

}
