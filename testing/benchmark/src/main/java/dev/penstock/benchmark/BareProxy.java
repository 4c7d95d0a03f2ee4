package dev.penstock.benchmark;

import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

/** Is the least proxy that Reactor Netty makes, on port 18071: no routes, no filters. */
public final class BareProxy {

	private BareProxy() {
	}

	/**
	 * Starts the proxy.
	 * @param arguments ignored
	 */
	public static void main(String[] arguments) {
		HttpClient client = HttpClient.create(ConnectionProvider.create("bare", 10_000))
			.baseUrl("http://127.0.0.1:8201")
			.disableRetry(true);
		HttpServer.create().host("127.0.0.1").port(18071).handle((request, response) -> {
			return client.headers((headers) -> headers.set(request.requestHeaders()).remove(HttpHeaderNames.HOST))
				.request(request.method())
				.uri(request.uri())
				.send((head, outbound) -> outbound.send(request.receive().retain()))
				.responseConnection((upstream, connection) -> {
					response.status(upstream.status()).headers(upstream.responseHeaders());
					return Mono.fromDirect(response.send(connection.inbound().receive().retain()));
				})
				.then();
		}).bindNow().onDispose().block();
	}

}
