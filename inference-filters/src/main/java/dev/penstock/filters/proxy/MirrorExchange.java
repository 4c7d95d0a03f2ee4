package dev.penstock.filters.proxy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.penstock.filters.observe.RequestJournal;
import dev.penstock.filters.upstream.BodyBuffer;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Flux;

/**
 * Is a copy of a request, with attributes of its own and a response that nobody gets.
 */
final class MirrorExchange extends ServerWebExchangeDecorator {

	private final Map<String, Object> attributes = new ConcurrentHashMap<>();

	private final ServerHttpRequest request;

	private final ServerHttpResponse response;

	private MirrorExchange(ServerWebExchange original, ServerHttpRequest request) {
		super(original);
		this.request = request;
		this.response = new IgnoredResponse(original.getResponse());
		this.attributes.put(RequestJournal.ATTRIBUTE, new RequestJournal(System.nanoTime()));
	}

	/**
	 * Copies a request.
	 * @param original where it came from
	 * @param head its line and headers
	 * @param body its whole body, which remains the caller's
	 * @return the copy
	 */
	static ServerWebExchange of(ServerWebExchange original, ServerHttpRequest head, BodyBuffer body) {
		return new MirrorExchange(original, new CopiedRequest(head, body));
	}

	/**
	 * Tells whether a request is a copy.
	 * @param request a request
	 * @return whether it was made here
	 */
	static boolean isCopy(ServerHttpRequest request) {
		return request instanceof CopiedRequest;
	}

	@Override
	public ServerHttpRequest getRequest() {
		return this.request;
	}

	@Override
	public ServerHttpResponse getResponse() {
		return this.response;
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.attributes;
	}

	private static final class CopiedRequest extends ServerHttpRequestDecorator {

		private final HttpHeaders headers = new HttpHeaders();

		private final BodyBuffer body;

		CopiedRequest(ServerHttpRequest head, BodyBuffer body) {
			super(head);
			this.body = body;
			this.headers.putAll(head.getHeaders());
			this.headers.remove(HttpHeaders.TRANSFER_ENCODING);
			this.headers.setContentLength(body.length());
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			NettyDataBufferFactory factory = new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);
			return this.body.replay().map(factory::wrap);
		}

	}

	private static final class IgnoredResponse extends ServerHttpResponseDecorator {

		private final HttpHeaders headers = new HttpHeaders();

		private @Nullable HttpStatusCode status;

		IgnoredResponse(ServerHttpResponse original) {
			super(original);
		}

		@Override
		public boolean setStatusCode(@Nullable HttpStatusCode status) {
			this.status = status;
			return true;
		}

		@Override
		public @Nullable HttpStatusCode getStatusCode() {
			return this.status;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

}
