package dev.penstock.filters.proxy;

import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.ByteBuf;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;

/** Is a request whose body is shown to somebody else while it is read. */
final class TappedRequest extends ServerHttpRequestDecorator {

	private final Tap tap;

	private final AtomicBoolean read = new AtomicBoolean();

	TappedRequest(ServerHttpRequest request, Tap tap) {
		super(request);
		this.tap = tap;
	}

	@Override
	public Flux<DataBuffer> getBody() {
		Flux<DataBuffer> body = super.getBody();
		return Flux.defer(() -> {
			if (!this.read.compareAndSet(false, true)) {
				// A filter that keeps the body reads it before anybody else does.
				return body;
			}
			return body.doOnNext((part) -> this.tap.part(NettyDataBufferFactory.toByteBuf(part)))
				.doOnComplete(this.tap::complete)
				.doOnError((_) -> this.tap.abandoned())
				.doOnCancel(this.tap::abandoned);
		});
	}

	/** Takes note that nobody will begin to read the body any more. */
	void routed() {
		if (this.read.compareAndSet(false, true)) {
			this.tap.abandoned();
		}
	}

	/** Sees a body. Called by one thread at a time. */
	interface Tap {

		/**
		 * Shows a part.
		 * @param part the bytes; remain the caller's
		 */
		void part(ByteBuf part);

		/** Tells that there are no more parts. */
		void complete();

		/** Tells that there won't be any more parts. May come after all else. */
		void abandoned();

	}

}
