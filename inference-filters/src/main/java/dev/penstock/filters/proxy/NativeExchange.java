package dev.penstock.filters.proxy;

import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import dev.penstock.filters.observe.RequestJournal;
import dev.penstock.filters.observe.RequestSpan;
import dev.penstock.filters.pick.RequestHead;
import dev.penstock.filters.pool.UpstreamProtocol;
import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.upstream.GatewayHeaders;
import dev.penstock.filters.upstream.RequestBody;
import dev.penstock.filters.upstream.UpstreamRequest;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.Connection;

/** Reads from an exchange what Reactor Netty knows of it. */
final class NativeExchange {

	private NativeExchange() {
	}

	static RequestJournal journal(ServerWebExchange exchange) {
		RequestJournal journal = exchange.getAttribute(RequestJournal.ATTRIBUTE);
		return (journal != null) ? journal : new RequestJournal(System.nanoTime());
	}

	/**
	 * Returns what runs the request.
	 * @param exchange the request
	 * @return its event loop
	 */
	static EventExecutor executor(ServerWebExchange exchange) {
		Channel channel = channel(exchange.getRequest());
		return (channel != null) ? channel.eventLoop() : GlobalEventExecutor.INSTANCE;
	}

	/**
	 * Returns what a request came by.
	 * @param request the request
	 * @return the connection, or the stream if it is HTTP/2; null if it is not known
	 */
	static @Nullable Channel channel(ServerHttpRequest request) {
		Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
		return (nativeRequest instanceof Connection connection) ? connection.channel() : null;
	}

	/**
	 * Makes the request to an endpoint of what is left of a client's request after the
	 * route's filters.
	 * @param exchange the client's request
	 * @param backend where it goes
	 * @param protocol what is spoken there
	 * @param body its body
	 * @return the request
	 */
	static UpstreamRequest request(ServerWebExchange exchange, BackendView backend, UpstreamProtocol protocol,
			RequestBody body) {
		return request(exchange, backend, protocol, body, journal(exchange).span());
	}

	/**
	 * Makes a request that a picker is to see first. It names no span yet: that of the
	 * pick and then that of the request are named in it later.
	 * @param exchange the client's request
	 * @param backend where it goes
	 * @param protocol what is spoken there
	 * @param body its body
	 * @return the request
	 */
	static UpstreamRequest unpicked(ServerWebExchange exchange, BackendView backend, UpstreamProtocol protocol,
			RequestBody body) {
		return request(exchange, backend, protocol, body, RequestSpan.NONE);
	}

	private static UpstreamRequest request(ServerWebExchange exchange, BackendView backend, UpstreamProtocol protocol,
			RequestBody body, RequestSpan span) {
		ServerHttpRequest request = exchange.getRequest();
		HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
		GatewayHeaders.copyRequest(request.getHeaders(), headers);
		if (protocol == UpstreamProtocol.H2C && GatewayHeaders.acceptsTrailers(request.getHeaders())) {
			// The one value that HTTP/2 lets pass (RFC 9113, section 8.2.2); gRPC needs
			// it.
			headers.set("te", "trailers");
		}
		InetSocketAddress remote = request.getRemoteAddress();
		if (remote != null) {
			headers.add("x-forwarded-for", remote.getAddress().getHostAddress());
		}
		headers.set("x-forwarded-proto", scheme(request));
		String requestId = headers.get("x-request-id");
		if (requestId == null) {
			requestId = randomId();
			headers.set("x-request-id", requestId);
		}
		journal(exchange).requestId(requestId);
		span.passOn(GatewayHeaders.view(headers));
		if (!backend.requestHeaders().isEmpty()) {
			backend.requestHeaders().apply(GatewayHeaders.view(headers));
		}
		return new UpstreamRequest(HttpMethod.valueOf(request.getMethod().name()), path(request), headers, body);
	}

	private static String scheme(ServerHttpRequest request) {
		return "https".equals(request.getURI().getScheme()) ? "https" : "http";
	}

	private static String path(ServerHttpRequest request) {
		String path = request.getURI().getRawPath();
		String query = request.getURI().getRawQuery();
		String known = (path == null || path.isEmpty()) ? "/" : path;
		return (query != null) ? known + "?" + query : known;
	}

	/** Makes an identity that is unique enough to join logs; it guards nothing. */
	private static String randomId() {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		return new UUID(random.nextLong(), random.nextLong()).toString();
	}

	/**
	 * Makes what a picker is shown of a request.
	 * @param exchange the client's request
	 * @param request the request that is about to be sent
	 * @return its head
	 */
	static RequestHead head(ServerWebExchange exchange, UpstreamRequest request) {
		String host = request.headers().get("host");
		return new RequestHead(request.method().name(), scheme(exchange.getRequest()), (host != null) ? host : "",
				request.path(), GatewayHeaders.view(request.headers()));
	}

}
