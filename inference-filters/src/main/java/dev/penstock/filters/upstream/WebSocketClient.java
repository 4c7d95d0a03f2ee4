package dev.penstock.filters.upstream;

import java.util.Locale;
import java.util.function.BiFunction;

import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.pool.UpstreamTls;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** Opens WebSockets to endpoints, each by a connection of its own (RFC 6455). */
final class WebSocketClient {

	/** What a handshake says of itself (RFC 6455, section 4.1). */
	private static final String OF_THE_HANDSHAKE = "sec-websocket-";

	private final HttpClient client;

	WebSocketClient(HttpClient base) {
		this.client = base.protocol(HttpProtocol.HTTP11);
	}

	/**
	 * Opens a WebSocket.
	 * @param endpoint where to
	 * @param tls the TLS beneath it; null for none
	 * @param request the client's handshake
	 * @param maxFrame the longest frame, in bytes
	 * @param handler gets what comes and what goes, once the endpoint has agreed
	 * @return ends when the handler does; fails with a {@link WebSocketRefusal} if the
	 * endpoint doesn't agree
	 */
	Mono<Void> open(UpstreamEndpoint endpoint, @Nullable UpstreamTls tls, UpstreamRequest request, int maxFrame,
			BiFunction<WebsocketInbound, WebsocketOutbound, Publisher<Void>> handler) {
		HttpHeaders headers = request.headers().copy();
		String protocols = String.join(",", headers.getAll("sec-websocket-protocol"));
		headers.names()
			.stream()
			.filter((name) -> name.toLowerCase(Locale.ROOT).startsWith(OF_THE_HANDSHAKE))
			.toList()
			.forEach(headers::remove);
		WebsocketClientSpec.Builder spec = WebsocketClientSpec.builder()
			.handlePing(true)
			.maxFramePayloadLength(maxFrame);
		if (!protocols.isEmpty()) {
			spec.protocols(protocols);
		}
		HttpClient secured = (tls != null) ? this.client.secure((builder) -> builder.sslContext(tls.context()))
				: this.client;
		return secured.remoteAddress(endpoint::address)
			.headers((target) -> target.set(headers))
			.websocket(spec.build())
			.uri(request.path())
			.handle(handler)
			.then()
			.onErrorMap(WebSocketClientHandshakeException.class,
					(failure) -> (failure.response() != null) ? new WebSocketRefusal(failure.response()) : failure);
	}

}
