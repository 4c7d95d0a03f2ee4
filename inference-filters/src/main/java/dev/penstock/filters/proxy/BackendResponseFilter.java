package dev.penstock.filters.proxy;

import dev.penstock.filters.upstream.GatewayHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Writes the response of a backend, part by part as it comes, and ends everything that
 * belongs to the request. Has the place that Spring Cloud Gateway's own write filter has:
 * filters that come after it may change the response's headers, those before it replace
 * the response. Trailers follow the body.
 */
public final class BackendResponseFilter implements GlobalFilter, Ordered {

	@Override
	public int getOrder() {
		return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		return chain.filter(exchange).then(Mono.defer(() -> write(exchange))).doFinally((_) -> {
			RoutedRequest routed = exchange.getAttribute(RoutedRequest.ATTRIBUTE);
			if (routed != null) {
				routed.close();
			}
		});
	}

	private static Mono<Void> write(ServerWebExchange exchange) {
		RoutedRequest routed = exchange.getAttribute(RoutedRequest.ATTRIBUTE);
		if (routed == null) {
			return Mono.empty();
		}
		ServerHttpResponse response = exchange.getResponse();
		if (response.isCommitted()) {
			// A WebSocket was open.
			return Mono.empty();
		}
		DataBufferFactory factory = response.bufferFactory();
		if (GatewayHeaders.isTrailersOnly(response.getHeaders())) {
			return routed.responseBody().doOnNext(ByteBuf::release).then(Mono.defer(response::setComplete));
		}
		Flux<DataBuffer> parts = routed.responseBody().map((part) -> wrap(part, factory));
		if (routed.isWhole()) {
			// Head and body in one piece cost half of what they cost apart.
			Mono<DataBuffer> whole = DataBufferUtils.join(parts)
				.switchIfEmpty(Mono.fromSupplier(() -> factory.wrap(new byte[0])));
			return response.writeWith(whole).doOnError(AbortedException.class, (_) -> routed.journal().aborted());
		}
		Flux<DataBuffer> body = parts.doOnComplete(() -> trailers(routed, response));
		boolean known = response.getHeaders().getContentLength() >= 0;
		// Spring keeps the head back until there is a first part; an empty one lets it
		// go.
		return response.writeWith(known ? body : body.startWith(factory.wrap(new byte[0])))
			.doOnError(AbortedException.class, (_) -> routed.journal().aborted());
	}

	/** Hands the endpoint's trailers over, before the end of the body is written. */
	private static void trailers(RoutedRequest routed, ServerHttpResponse response) {
		HttpHeaders trailers = routed.trailers();
		if (trailers == null || trailers.isEmpty()) {
			return;
		}
		Object nativeResponse = ServerHttpResponseDecorator.getNativeResponse(response);
		if (nativeResponse instanceof HttpServerResponse http) {
			http.trailerHeaders((written) -> GatewayHeaders.copyTrailers(trailers, written::add));
		}
	}

	private static DataBuffer wrap(ByteBuf part, DataBufferFactory factory) {
		if (factory instanceof NettyDataBufferFactory netty) {
			return netty.wrap(part);
		}
		DataBuffer copy = factory.allocateBuffer(part.readableBytes());
		copy.write(part.nioBuffer());
		part.release();
		return copy;
	}

}
