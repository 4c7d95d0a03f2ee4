package dev.penstock.filters.upstream;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import dev.penstock.filters.pick.HeaderMutation;
import io.netty.handler.codec.http.HttpHeaders;
import org.springframework.http.support.Netty4HeadersAdapter;

/**
 * Knows which headers may cross a gateway. Those of one connection don't (RFC 9110,
 * section 7.6.1), nor do those by which the endpoint picker and the gateway steer
 * requests: from a client they would be forged.
 */
public final class GatewayHeaders {

	/**
	 * The header by which an endpoint picker names endpoints, and the prefix of its kin.
	 */
	public static final String DESTINATION_ENDPOINT = "x-gateway-destination-endpoint";

	/** What Netty's HTTP/2 codec notes about a message, among its headers. */
	private static final String OF_THE_CODEC = "x-http2-";

	private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-connection", "te",
			"trailer", "transfer-encoding", "upgrade");

	private static final Set<String> NOT_FORWARDED = Set.of("content-length", "expect", "http2-settings");

	/** What comes too late at the end. */
	private static final Set<String> NOT_IN_TRAILERS = Set.of("age", "authorization", "cache-control",
			"content-encoding", "content-length", "content-range", "content-type", "date", "expires", "host",
			"location", "retry-after", "set-cookie", "vary", "warning", "www-authenticate");

	/**
	 * What of a request comes too late at its end: what steers it, and what says who sent
	 * it.
	 */
	private static final Set<String> NOT_IN_REQUEST_TRAILERS = Set.of("cookie", "forwarded", "max-forwards", "origin",
			"proxy-authorization", "range", "traceparent", "tracestate", "x-request-id");

	/** What an endpoint picker consumes and a model server has no use for. */
	private static final Set<String> FOR_THE_PICKER = Set.of("x-gateway-inference-objective",
			"x-gateway-inference-fairness-id", "x-gateway-model-name-rewrite", "x-slo-ttft-ms", "x-slo-tpot-ms",
			"x-llm-d-inference-objective", "x-llm-d-inference-fairness-id", "x-llm-d-model-name-rewrite",
			"x-llm-d-slo-ttft-ms", "x-llm-d-slo-tpot-ms");

	private GatewayHeaders() {
	}

	/**
	 * Copies the headers of a client's request that may go on.
	 * @param from the headers of the request
	 * @param to where to add them
	 */
	public static void copyRequest(org.springframework.http.HttpHeaders from, HttpHeaders to) {
		from.forEach((name, values) -> {
			String lower = name.toLowerCase(Locale.ROOT);
			if (!HOP_BY_HOP.contains(lower) && !NOT_FORWARDED.contains(lower) && !lower.startsWith(DESTINATION_ENDPOINT)
					&& !lower.startsWith(OF_THE_CODEC)) {
				values.forEach((value) -> to.add(name, value));
			}
		});
		List<String> connection = from.get("connection");
		if (connection != null) {
			connectionOptions(connection).forEach(to::remove);
		}
	}

	/**
	 * Removes what only the endpoint picker was to see.
	 * @param from the headers of a request that is about to be sent to an endpoint
	 */
	public static void removePickerHeaders(HttpHeaders from) {
		FOR_THE_PICKER.forEach(from::remove);
	}

	/**
	 * Copies the headers of an endpoint's response that may go on, the length of the body
	 * among them.
	 * @param from the headers of the response
	 * @param to calls with each name and value
	 */
	public static void copyResponse(HttpHeaders from, BiConsumer<String, String> to) {
		Set<String> options = connectionOptions(from.getAll("connection"));
		var entries = from.iteratorAsString();
		while (entries.hasNext()) {
			Map.Entry<String, String> entry = entries.next();
			String lower = entry.getKey().toLowerCase(Locale.ROOT);
			if (!HOP_BY_HOP.contains(lower) && !options.contains(lower) && !lower.startsWith(OF_THE_CODEC)) {
				to.accept(entry.getKey(), entry.getValue());
			}
		}
	}

	/**
	 * Copies the trailers of an endpoint's response that may go on: those of the
	 * connection don't, nor what belongs into the head (RFC 9110, section 6.5.1).
	 * @param from the trailers of the response
	 * @param to calls with each name and value
	 */
	public static void copyTrailers(HttpHeaders from, BiConsumer<String, String> to) {
		copyResponse(from, (name, value) -> {
			if (!NOT_IN_TRAILERS.contains(name.toLowerCase(Locale.ROOT))) {
				to.accept(name, value);
			}
		});
	}

	/**
	 * Copies the trailers of a client's request that may go on: those of the connection
	 * don't, nor what "is necessary for message framing, routing, request modifiers,
	 * authentication" (RFC 9110, section 6.5.1).
	 * @param from the trailers of the request
	 * @param headers the headers of the request
	 * @param to where to add them
	 */
	public static void copyRequestTrailers(HttpHeaders from, org.springframework.http.HttpHeaders headers,
			HttpHeaders to) {
		Set<String> options = connectionOptions(headers.getOrEmpty("connection"));
		copyTrailers(from, (name, value) -> {
			String lower = name.toLowerCase(Locale.ROOT);
			if (!options.contains(lower) && !NOT_FORWARDED.contains(lower) && !NOT_IN_REQUEST_TRAILERS.contains(lower)
					&& !FOR_THE_PICKER.contains(lower) && !lower.startsWith(DESTINATION_ENDPOINT)
					&& !lower.startsWith("accept") && !lower.startsWith("if-") && !lower.startsWith("x-forwarded-")) {
				to.add(name, value);
			}
		});
	}

	/**
	 * Tells whether a client takes trailers: without its word they may be dropped on the
	 * way (RFC 9110, section 10.1.4).
	 * @param request the headers of its request
	 * @return whether it says so
	 */
	public static boolean acceptsTrailers(org.springframework.http.HttpHeaders request) {
		List<String> te = request.get("te");
		return te != null && connectionOptions(te).stream().anyMatch((option) -> option.equals("trailers"));
	}

	/**
	 * Tells whether a response of gRPC has nothing after its head, which then ends the
	 * stream: clients take an end without trailers for a failure.
	 * @param response the headers of the response
	 * @return whether it is what gRPC calls Trailers-Only
	 */
	public static boolean isTrailersOnly(org.springframework.http.HttpHeaders response) {
		if (!response.containsHeader("grpc-status")) {
			return false;
		}
		String type = response.getFirst("content-type");
		return type != null && (type.equals("application/grpc") || type.startsWith("application/grpc+")
				|| type.startsWith("application/grpc;"));
	}

	private static Set<String> connectionOptions(List<String> values) {
		if (values.isEmpty()) {
			return Set.of();
		}
		Set<String> options = new HashSet<>();
		for (String value : values) {
			for (String option : value.split(",", -1)) {
				options.add(option.trim().toLowerCase(Locale.ROOT));
			}
		}
		return options;
	}

	/**
	 * Applies what a picker wants changed. Headers of the connection and of the message's
	 * framing stay as they are.
	 * @param mutation the changes
	 * @param headers the headers to change
	 */
	public static void apply(HeaderMutation mutation, org.springframework.http.HttpHeaders headers) {
		for (HeaderMutation.Operation operation : mutation.operations()) {
			String name = operation.name();
			if (!isProtected(name)) {
				switch (operation.action()) {
					case SET -> headers.set(name, operation.value());
					case APPEND -> headers.add(name, operation.value());
					case ADD_IF_ABSENT -> {
						if (!headers.containsHeader(name)) {
							headers.set(name, operation.value());
						}
					}
					case OVERWRITE_IF_EXISTS -> {
						if (headers.containsHeader(name)) {
							headers.set(name, operation.value());
						}
					}
					case REMOVE -> headers.remove(name);
				}
			}
		}
	}

	/**
	 * Returns headers of Netty as those of Spring, over the same entries.
	 * @param headers the headers
	 * @return a view of them
	 */
	public static org.springframework.http.HttpHeaders view(HttpHeaders headers) {
		return new org.springframework.http.HttpHeaders(new Netty4HeadersAdapter(headers));
	}

	private static boolean isProtected(String name) {
		return name.isEmpty() || name.charAt(0) == ':' || HOP_BY_HOP.contains(name) || name.equals("content-length")
				|| name.equals("host") || name.startsWith(DESTINATION_ENDPOINT);
	}

}
