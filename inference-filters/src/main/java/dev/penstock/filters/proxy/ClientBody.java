package dev.penstock.filters.proxy;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import dev.penstock.filters.observe.RequestJournal;
import dev.penstock.filters.upstream.GatewayHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Flux;

/** Reads the body of a client's request, within the limit. */
final class ClientBody {

	private final ServerHttpRequest request;

	private final RequestJournal journal;

	private final long limit;

	private long size;

	ClientBody(ServerHttpRequest request, RequestJournal journal, long limit) {
		this.request = request;
		this.journal = journal;
		this.limit = limit;
	}

	/**
	 * Tells whether the request has a body. HTTP/2 doesn't say so in advance: there a
	 * method that usually has one is taken to have one.
	 * @return whether {@link #content()} is worth reading
	 */
	boolean isPresent() {
		HttpHeaders headers = this.request.getHeaders();
		long length = headers.getContentLength();
		if (length >= 0) {
			return length > 0;
		}
		if (headers.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
			return true;
		}
		HttpMethod method = this.request.getMethod();
		return isHttp2(headers)
				&& (HttpMethod.POST.equals(method) || HttpMethod.PUT.equals(method) || HttpMethod.PATCH.equals(method));
	}

	static boolean isHttp2(HttpHeaders headers) {
		return headers.containsHeader("x-http2-stream-id");
	}

	/**
	 * Tells whether the client announced more than the limit, which can be refused before
	 * an endpoint or a picker hears of the request.
	 * @return whether the announced length is beyond the limit
	 */
	boolean isTooLarge() {
		return announcedLength() > this.limit;
	}

	/**
	 * Returns the length that the client announced.
	 * @return the number of bytes, or -1 if it did not say
	 */
	long announcedLength() {
		return this.request.getHeaders().getContentLength();
	}

	/**
	 * Reads the body.
	 * @return buffers that become the subscriber's; fails with
	 * {@link ReasonCode#BODY_TOO_LARGE}
	 */
	Flux<ByteBuf> content() {
		Flux<ByteBuf> parts = this.request.getBody().map(NettyDataBufferFactory::toByteBuf).map(this::count);
		// A copy has its body already and does not end with the client.
		Channel channel = MirrorExchange.isCopy(this.request) ? null : NativeExchange.channel(this.request);
		return ((channel != null) ? new ClientBodyFlux(parts, channel) : parts).doOnError(this::failed);
	}

	/**
	 * Returns what came after the body.
	 * @return the trailers that may go on; null if there are none or the body is not
	 * complete yet
	 */
	io.netty.handler.codec.http.@Nullable HttpHeaders trailers() {
		io.netty.handler.codec.http.HttpHeaders received = RequestTrailers.of(this.request);
		if (received == null) {
			return null;
		}
		io.netty.handler.codec.http.HttpHeaders permitted = DefaultHttpHeadersFactory.trailersFactory().newHeaders();
		GatewayHeaders.copyRequestTrailers(received, this.request.getHeaders(), permitted);
		return permitted.isEmpty() ? null : permitted;
	}

	private void failed(Throwable failure) {
		if (!(failure instanceof RefusedRequestException)) {
			this.journal.aborted();
		}
	}

	private ByteBuf count(ByteBuf part) {
		this.size += part.readableBytes();
		this.journal.requestBytes(part.readableBytes());
		if (this.size > this.limit) {
			part.release();
			throw tooLarge();
		}
		return part;
	}

	/**
	 * Makes the refusal of a body beyond the limit.
	 * @return the exception
	 */
	RefusedRequestException tooLarge() {
		return new RefusedRequestException(ReasonCode.BODY_TOO_LARGE, "the request's body is longer than " + this.limit
				+ " bytes, the limit that penstock.proxy.max-request-body sets");
	}

}
