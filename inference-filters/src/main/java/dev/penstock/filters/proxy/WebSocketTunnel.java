package dev.penstock.filters.proxy;

import java.util.concurrent.atomic.AtomicReference;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import dev.penstock.filters.pool.Candidates;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.upstream.UpstreamClient;
import dev.penstock.filters.upstream.UpstreamFailure;
import dev.penstock.filters.upstream.UpstreamRequest;
import dev.penstock.filters.upstream.WebSocketRefusal;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Joins a client's WebSocket with one to an endpoint: frames and pings pass both ways,
 * and when one side closes or is gone the other is closed with the same code. The client
 * gets its 101 when the endpoint has agreed, and the subprotocol that it chose.
 */
final class WebSocketTunnel {

	private static final int NO_CODE = 1005;

	private static final int GONE = 1006;

	private static final int GOING_AWAY = 1001;

	private final RoutedRequest routed;

	private final UpstreamClient client;

	private final AtomicReference<@Nullable UpstreamEndpoint> endpoint = new AtomicReference<>();

	WebSocketTunnel(RoutedRequest routed, UpstreamClient client) {
		this.routed = routed;
		this.client = client;
	}

	/** Tells whether a request asks for a WebSocket (RFC 6455, section 4.2.1). */
	static boolean isWanted(ServerHttpRequest request) {
		return HttpMethod.GET.equals(request.getMethod())
				&& "websocket".equalsIgnoreCase(request.getHeaders().getFirst("upgrade"))
				&& request.getHeaders().containsHeader("sec-websocket-key");
	}

	/**
	 * Serves the request.
	 * @param candidates the endpoints to try
	 * @param group the pool or Service that they belong to
	 * @param request the handshake
	 * @return ends when both sides are closed
	 */
	Mono<Void> run(Candidates candidates, EndpointGroup group, UpstreamRequest request) {
		UpstreamEndpoint first = candidates.next();
		return (first != null) ? attempt(first, candidates, group, request).doFinally((_) -> hold(null))
				: this.routed.refuse(ReasonCode.NO_READY_ENDPOINT, "no endpoint is left to try");
	}

	private Mono<Void> attempt(UpstreamEndpoint candidate, Candidates candidates, EndpointGroup group,
			UpstreamRequest request) {
		hold(candidate);
		this.routed.journal().attempt(candidate.authority());
		int maxFrame = (int) Math.min(Integer.MAX_VALUE, this.routed.settings().maxRequestBody());
		return this.client
			.openWebSocket(candidate, group.transport(), request, maxFrame,
					(fromEndpoint, toEndpoint) -> accept(fromEndpoint, toEndpoint, maxFrame))
			.onErrorResume(WebSocketRefusal.class, this::passOn)
			.onErrorResume(UpstreamFailure.class, (failure) -> {
				UpstreamEndpoint next = (failure.reason() == ReasonCode.UPSTREAM_CONNECT_FAILED) ? candidates.next()
						: null;
				return (next != null) ? attempt(next, candidates, group, request)
						: Mono.error(new RefusedRequestException(failure.reason(), failure.getMessage()));
			});
	}

	private void hold(@Nullable UpstreamEndpoint next) {
		if (next != null) {
			next.acquire();
		}
		UpstreamEndpoint before = this.endpoint.getAndSet(next);
		if (before != null) {
			before.release();
		}
	}

	/** Passes on what an endpoint answered instead of agreeing; its body is not kept. */
	private Mono<Void> passOn(WebSocketRefusal refusal) {
		this.routed.setHead(refusal.status(), refusal.headers());
		this.routed.exchange().getResponse().getHeaders().setContentLength(0);
		return Mono.empty();
	}

	private Mono<Void> accept(WebsocketInbound fromEndpoint, WebsocketOutbound toEndpoint, int maxFrame) {
		this.routed.opened();
		ServerHttpResponse response = this.routed.exchange().getResponse();
		Object nativeResponse = (response instanceof AbstractServerHttpResponse abstractResponse)
				? abstractResponse.getNativeResponse() : ServerHttpResponseDecorator.getNativeResponse(response);
		if (!(nativeResponse instanceof HttpServerResponse server)) {
			return Mono.error(new IllegalStateException("the server can't upgrade connections"));
		}
		WebsocketServerSpec.Builder spec = WebsocketServerSpec.builder()
			.handlePing(true)
			.maxFramePayloadLength(maxFrame);
		String subprotocol = fromEndpoint.selectedSubprotocol();
		if (subprotocol != null && !subprotocol.isEmpty()) {
			spec.protocols(subprotocol);
		}
		response.setStatusCode(HttpStatus.SWITCHING_PROTOCOLS);
		// What the server returns ends with the handshake already.
		Sinks.Empty<Void> closed = Sinks.empty();
		Mono<Void> handshake = Mono.defer(() -> server
			.sendWebsocket((fromClient, toClient) -> join(fromEndpoint, toEndpoint, fromClient, toClient)
				.doFinally((_) -> closed.tryEmitEmpty()), spec.build()));
		return response.setComplete().then(handshake).then(closed.asMono());
	}

	/**
	 * Joins both sides until one closes. Closes are listened for before frames are passed
	 * on: a side whose frames are no longer read says so to its peer, without a code.
	 */
	private static Mono<Void> join(WebsocketInbound fromEndpoint, WebsocketOutbound toEndpoint,
			WebsocketInbound fromClient, WebsocketOutbound toClient) {
		Mono<Void> closed = Mono.firstWithSignal(passClose(fromEndpoint, toClient), passClose(fromClient, toEndpoint));
		Mono<Void> frames = Mono.whenDelayError(passFrames(fromEndpoint, toClient), passFrames(fromClient, toEndpoint))
			.onErrorComplete()
			.then(Mono.never());
		return Mono.firstWithSignal(closed, frames);
	}

	private static Mono<Void> passFrames(WebsocketInbound from, WebsocketOutbound to) {
		return to.sendObject(from.receiveFrames().map(WebSocketFrame::retain), (_) -> true).then();
	}

	private static Mono<Void> passClose(WebsocketInbound from, WebsocketOutbound to) {
		return from.receiveCloseStatus()
			.defaultIfEmpty(WebSocketCloseStatus.ABNORMAL_CLOSURE)
			.flatMap((status) -> switch (status.code()) {
				case NO_CODE -> to.sendClose();
				case GONE -> to.sendClose(GOING_AWAY, "");
				default -> to.sendClose(status.code(), status.reasonText());
			});
	}

}
