package dev.penstock.app.listener;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import dev.penstock.filters.observe.EndedRequest;
import dev.penstock.filters.observe.RequestJournal;
import dev.penstock.filters.observe.RequestObserver;
import dev.penstock.filters.proxy.RequestTrailers;
import dev.penstock.filters.route.GatewayApiHandlerMapping;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Handles the requests that come in by one socket: marks them with it, keeps their
 * journal and says when they have ended.
 */
final class SocketHttpHandler implements HttpHandler {

	private final String socket;

	private final HttpHandler handler;

	private final RequestObserver observer;

	private final AtomicInteger inFlight;

	private final BooleanSupplier leaving;

	SocketHttpHandler(SocketName socket, HttpHandler handler, RequestObserver observer, AtomicInteger inFlight,
			BooleanSupplier leaving) {
		this.socket = socket.text();
		this.handler = handler;
		this.observer = observer;
		this.inFlight = inFlight;
		this.leaving = leaving;
	}

	@Override
	public Mono<Void> handle(ServerHttpRequest received, ServerHttpResponse response) {
		ServerHttpRequest request = new SocketRequest(received);
		RequestJournal journal = this.observer.begin(received.getHeaders());
		request.getAttributes().put(GatewayApiHandlerMapping.SOCKET_ATTRIBUTE, this.socket);
		request.getAttributes().put(RequestJournal.ATTRIBUTE, journal);
		RequestTrailers.expect(received);
		String fault = RequestTarget.fault(received, request.getHeaders());
		if (fault != null) {
			request.getAttributes()
				.put(GatewayApiHandlerMapping.REFUSAL_ATTRIBUTE,
						new RefusedRequestException(ReasonCode.BAD_REQUEST, fault));
		}
		String serverName = serverName(received);
		if (serverName != null) {
			request.getAttributes().put(GatewayApiHandlerMapping.SERVER_NAME_ATTRIBUTE, serverName);
		}
		if (this.leaving.getAsBoolean()) {
			response.beforeCommit(() -> Mono.fromRunnable(() -> endConnection(received, response)));
		}
		Channel channel = channel(received);
		this.inFlight.incrementAndGet();
		return this.handler.handle(request, response).doFinally((signal) -> {
			String broken = (channel != null) ? channel.attr(FramingFaults.IN_BODY).get() : null;
			if (broken != null) {
				journal.unreadable(broken);
			}
			else if (signal == SignalType.CANCEL) {
				journal.aborted();
			}
			this.inFlight.decrementAndGet();
			this.observer.ended(ended(request, status(response, channel), journal));
		});
	}

	/**
	 * Returns the name by which the client asked for the server (SNI), or null if the
	 * connection is in cleartext.
	 */
	private static @Nullable String serverName(ServerHttpRequest received) {
		Channel channel = channel(received);
		if (channel == null) {
			return null;
		}
		String name = channel.attr(TlsProviders.SERVER_NAME).get();
		// A stream of HTTP/2 is a channel of its own.
		return (name != null || channel.parent() == null) ? name
				: channel.parent().attr(TlsProviders.SERVER_NAME).get();
	}

	private static @Nullable Channel channel(ServerHttpRequest received) {
		return (received instanceof AbstractServerHttpRequest request
				&& request.getNativeRequest() instanceof Connection connection) ? connection.channel() : null;
	}

	/**
	 * Ends the connection with this response (RFC 9112 §9.6): a client that is told sends
	 * its next request elsewhere, where one that finds a kept connection closed may have
	 * to give it up. HTTP/2 has no such header; there the client is told when all ends.
	 */
	private static void endConnection(ServerHttpRequest request, ServerHttpResponse response) {
		HttpServerRequest http = ServerHttpRequestDecorator.getNativeRequest(request);
		if (http.protocol().startsWith("HTTP/1.")) {
			response.getHeaders().set("connection", "close");
		}
	}

	private static EndedRequest ended(ServerHttpRequest request, int status, RequestJournal journal) {
		String host = request.getHeaders().getFirst("host");
		InetSocketAddress remote = request.getRemoteAddress();
		String query = request.getURI().getRawQuery();
		return new EndedRequest(journal, request.getMethod().name(), (host != null) ? host : "",
				request.getURI().getRawPath() + ((query != null) ? "?" + query : ""),
				(remote != null) ? remote.getAddress().getHostAddress() : "", status,
				System.nanoTime() - journal.startNanos());
	}

	/** Returns the status that the client has seen. */
	private static int status(ServerHttpResponse response, @Nullable Channel channel) {
		Integer answered = (channel != null) ? channel.attr(FramingFaults.ANSWERED).get() : null;
		HttpStatusCode status = response.getStatusCode();
		return (answered != null) ? answered : (status != null) ? status.value() : 200;
	}

}
