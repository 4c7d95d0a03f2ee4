package dev.penstock.app.listener;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import dev.penstock.filters.observe.EndedRequest;
import dev.penstock.filters.observe.RequestJournal;
import dev.penstock.filters.observe.RequestObserver;
import dev.penstock.filters.proxy.RequestTrailers;
import dev.penstock.filters.route.GatewayApiHandlerMapping;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * Handles the requests that come in by one socket: marks them with it, keeps their
 * journal and says when they have ended.
 */
final class SocketHttpHandler implements HttpHandler {

	private final String socket;

	private final HttpHandler handler;

	private final RequestObserver observer;

	private final AtomicInteger inFlight;

	SocketHttpHandler(SocketName socket, HttpHandler handler, RequestObserver observer, AtomicInteger inFlight) {
		this.socket = socket.text();
		this.handler = handler;
		this.observer = observer;
		this.inFlight = inFlight;
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
		this.inFlight.incrementAndGet();
		return this.handler.handle(request, response).doFinally((signal) -> {
			if (signal == SignalType.CANCEL) {
				journal.aborted();
			}
			this.inFlight.decrementAndGet();
			this.observer.ended(ended(request, response, journal));
		});
	}

	private static EndedRequest ended(ServerHttpRequest request, ServerHttpResponse response, RequestJournal journal) {
		HttpStatusCode status = response.getStatusCode();
		String host = request.getHeaders().getFirst("host");
		InetSocketAddress remote = request.getRemoteAddress();
		String query = request.getURI().getRawQuery();
		return new EndedRequest(journal, request.getMethod().name(), (host != null) ? host : "",
				request.getURI().getRawPath() + ((query != null) ? "?" + query : ""),
				(remote != null) ? remote.getAddress().getHostAddress() : "", (status != null) ? status.value() : 200,
				System.nanoTime() - journal.startNanos());
	}

}
