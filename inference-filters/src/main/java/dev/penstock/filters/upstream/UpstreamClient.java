package dev.penstock.filters.upstream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.security.cert.CertificateException;
import java.util.function.BiFunction;

import javax.net.ssl.SSLHandshakeException;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.pool.UpstreamTls;
import dev.penstock.filters.pool.UpstreamTransport;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http2.Http2Exception;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Sends requests to endpoints over pooled connections. There is no limit to the number of
 * connections or of requests that wait: how many may be in flight is for the picker to
 * say.
 */
public final class UpstreamClient implements AutoCloseable {

	private final ConnectionProvider connections;

	private final Http1Client http1;

	private final HttpClient h2c;

	private final WebSocketClient webSockets;

	/**
	 * Creates a client.
	 * @param settings how endpoints are connected to
	 * @param resources the event loops that serve requests
	 */
	public UpstreamClient(UpstreamSettings settings, LoopResources resources) {
		EventLoopGroup loops = resources.onServer(LoopResources.DEFAULT_NATIVE);
		this.http1 = new Http1Client(settings, loops, () -> resources.onChannel(SocketChannel.class, loops));
		this.connections = ConnectionProvider.builder("penstock-upstream")
			.maxConnections(Integer.MAX_VALUE)
			.pendingAcquireMaxCount(-1)
			.maxIdleTime(settings.idleTimeout())
			.evictInBackground(settings.idleTimeout())
			.lifo()
			.build();
		this.h2c = HttpClient.create(this.connections)
			.disableRetry(true)
			.runOn(resources)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(settings.connectTimeout().toMillis()))
			.option(ChannelOption.TCP_NODELAY, true)
			.protocol(HttpProtocol.H2C);
		this.webSockets = new WebSocketClient(HttpClient.newConnection()
			.runOn(resources)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(settings.connectTimeout().toMillis()))
			.option(ChannelOption.TCP_NODELAY, true));
	}

	/**
	 * Opens a WebSocket.
	 * @param endpoint where to
	 * @param transport how the endpoint is spoken to
	 * @param request the client's handshake
	 * @param maxFrame the longest frame, in bytes
	 * @param handler gets what comes and what goes, once the endpoint has agreed
	 * @return ends when the handler does; fails with a {@link WebSocketRefusal} if the
	 * endpoint doesn't agree, or with an {@link UpstreamFailure}
	 */
	public Mono<Void> openWebSocket(UpstreamEndpoint endpoint, UpstreamTransport transport, UpstreamRequest request,
			int maxFrame, BiFunction<WebsocketInbound, WebsocketOutbound, Publisher<Void>> handler) {
		return this.webSockets.open(endpoint, transport.tls(), request, maxFrame, handler)
			.onErrorMap((failure) -> map(failure, endpoint));
	}

	/**
	 * Sends a request.
	 * @param endpoint where to
	 * @param transport how the endpoint is spoken to
	 * @param request the request
	 * @return the response; fails with an {@link UpstreamFailure} if there is none.
	 * Cancelling it ends the exchange
	 */
	public Mono<UpstreamResponse> send(UpstreamEndpoint endpoint, UpstreamTransport transport,
			UpstreamRequest request) {
		Mono<UpstreamResponse> response = switch (transport.protocol()) {
			case HTTP1 -> this.http1.send(endpoint, transport.tls(), request);
			case H2C -> sendHttp2(endpoint, transport.tls(), request);
		};
		return response.onErrorMap((failure) -> map(failure, endpoint));
	}

	private Mono<UpstreamResponse> sendHttp2(UpstreamEndpoint endpoint, @Nullable UpstreamTls tls,
			UpstreamRequest request) {
		HttpClient client = (tls == null) ? this.h2c
				: this.h2c.protocol(HttpProtocol.H2).secure((spec) -> spec.sslContext(tls.context()));
		return client.remoteAddress(endpoint::address)
			.request(request.method())
			.uri(request.path())
			.send(write(request))
			.<UpstreamResponse>responseConnection(
					(response, connection) -> Mono.just(new H2cResponse(response, connection)))
			.single();
	}

	private static BiFunction<HttpClientRequest, NettyOutbound, Publisher<Void>> write(UpstreamRequest request) {
		return (head, outbound) -> {
			HttpHeaders headers = head.requestHeaders();
			headers.clear();
			headers.set(request.headers());
			RequestBody body = request.body();
			if (body.length() > 0) {
				headers.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(body.length()));
			}
			else if (body.length() == 0 && body.trailers() == null) {
				if (announcesEmptyBody(request.method())) {
					headers.set(HttpHeaderNames.CONTENT_LENGTH, "0");
				}
				return outbound.then();
			}
			else {
				// Says where the body ends; HTTP/2 has frames for it and leaves this out.
				headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
			}
			outbound.withConnection((connection) -> H2cTrailers.follow(body, connection.channel().pipeline()));
			return outbound.send(body.content()).then();
		};
	}

	/** Tells whether a missing body must be announced (RFC 9110, section 8.6). */
	static boolean announcesEmptyBody(HttpMethod method) {
		return method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT) || method.equals(HttpMethod.PATCH);
	}

	private static Throwable map(Throwable failure, UpstreamEndpoint endpoint) {
		if (failure instanceof SSLHandshakeException) {
			// The request goes out after the handshake.
			return new UpstreamFailure(ReasonCode.UPSTREAM_CONNECT_FAILED,
					"no TLS connection to endpoint " + endpoint.authority() + ": " + cause(failure));
		}
		if (failure instanceof ConnectException || failure instanceof ConnectTimeoutException
				|| failure instanceof NoRouteToHostException) {
			return new UpstreamFailure(ReasonCode.UPSTREAM_CONNECT_FAILED,
					"no connection to endpoint " + endpoint.authority() + ": " + failure.getMessage());
		}
		if (failure instanceof IOException || failure instanceof AbortedException || failure instanceof CodecException
				|| failure instanceof Http2Exception || failure instanceof IllegalArgumentException) {
			return new UpstreamFailure(ReasonCode.UPSTREAM_RESET,
					"endpoint " + endpoint.authority() + " ended the request: " + failure.getMessage());
		}
		return failure;
	}

	/** Returns what is wrong with a certificate, if that is it. */
	private static @Nullable String cause(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof CertificateException) {
				return cause.getMessage();
			}
		}
		return failure.getMessage();
	}

	@Override
	public void close() {
		this.http1.close();
		this.connections.dispose();
	}

}
