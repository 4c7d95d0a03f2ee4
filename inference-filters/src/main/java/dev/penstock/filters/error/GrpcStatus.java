package dev.penstock.filters.error;

import java.nio.charset.StandardCharsets;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Answers gRPC calls that the gateway itself ends, by a response that has no body and its
 * status among its headers (gRPC over HTTP/2, Trailers-Only). Clients take the status
 * from there and not from HTTP's, which is 200.
 */
final class GrpcStatus {

	/** The content type of calls, which may name an encoding after {@code +}. */
	private static final String GRPC = "application/grpc";

	private GrpcStatus() {
	}

	/** Tells whether a request is a call. */
	static boolean isWanted(ServerHttpRequest request) {
		String type = request.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
		return type != null && type.startsWith(GRPC)
				&& (type.length() == GRPC.length() || "+;".indexOf(type.charAt(GRPC.length())) >= 0);
	}

	/**
	 * Answers a call.
	 * @param response the response, with no header but ours
	 * @param reason why the call is ended
	 * @param message the same in words
	 */
	static Mono<Void> answer(ServerHttpResponse response, ReasonCode reason, String message) {
		response.setStatusCode(HttpStatus.OK);
		response.getHeaders().set(HttpHeaders.CONTENT_TYPE, GRPC);
		response.getHeaders().set("grpc-status", Integer.toString(code(reason)));
		response.getHeaders().set("grpc-message", encode(message));
		return response.setComplete();
	}

	/**
	 * Returns the status of a reason. The codes that gRPC gives clients for HTTP's
	 * statuses, where it gives any; a call that no route is for is one that nobody has
	 * implemented, and one whose backend is wrong "MUST receive an UNAVAILABLE status"
	 * (Gateway API, {@code GRPCRouteRule.backendRefs}).
	 */
	static int code(ReasonCode reason) {
		return switch (reason) {
			case NO_ROUTE -> 12;
			case BODY_TOO_LARGE, HEADERS_TOO_LARGE -> 8;
			case TIMEOUT -> 4;
			case BAD_REQUEST, URI_TOO_LONG, INVALID_FILTER, INTERNAL_ERROR -> 13;
			case MISDIRECTED, INVALID_BACKEND, NO_READY_ENDPOINT, PICKER_UNAVAILABLE, PICKER_UNREACHABLE,
					PICKER_TIMEOUT, PICKER_ERROR, PICKER_NO_ENDPOINT, ENDPOINT_NOT_IN_POOL, UPSTREAM_CONNECT_FAILED,
					UPSTREAM_RESET, CIRCUIT_OPEN, CIRCUIT_FAILURE ->
				14;
		};
	}

	/** Encodes what isn't printable ASCII, and the percent sign, by percent. */
	private static String encode(String message) {
		StringBuilder encoded = new StringBuilder();
		for (byte unit : message.getBytes(StandardCharsets.UTF_8)) {
			if (unit >= ' ' && unit <= '~' && unit != '%') {
				encoded.append((char) unit);
			}
			else {
				encoded.append(String.format("%%%02X", unit));
			}
		}
		return encoded.toString();
	}

}
