package dev.penstock.filters.upstream;

import java.util.function.Supplier;

import dev.penstock.filters.pick.ReplacedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Is the body of a request to an endpoint. */
public sealed interface RequestBody {

	/** Stands for no body. */
	RequestBody NONE = new None();

	/**
	 * Returns the length.
	 * @return the number of bytes, or -1 if it is not known
	 */
	long length();

	/**
	 * Returns the bytes.
	 * @return the buffers, which become the subscriber's
	 */
	Flux<ByteBuf> content();

	/**
	 * Tells whether {@link #content()} can be subscribed to again.
	 * @return whether the body can be sent again
	 */
	boolean isReplayable();

	/**
	 * Returns what follows the bytes.
	 * @return the trailers; null if there are none or {@link #content()} is not complete
	 * yet
	 */
	@Nullable HttpHeaders trailers();

	/** Is no body. */
	record None() implements RequestBody {

		@Override
		public @Nullable HttpHeaders trailers() {
			return null;
		}

		@Override
		public long length() {
			return 0;
		}

		@Override
		public Flux<ByteBuf> content() {
			return Flux.empty();
		}

		@Override
		public boolean isReplayable() {
			return true;
		}

	}

	/**
	 * Is a body that goes through as it comes, once.
	 *
	 * @param length the number of bytes, or -1 if it is not known
	 * @param content the buffers
	 * @param end knows the trailers when the content is complete
	 */
	record Streamed(long length, Flux<ByteBuf> content, Supplier<@Nullable HttpHeaders> end) implements RequestBody {

		@Override
		public @Nullable HttpHeaders trailers() {
			return this.end.get();
		}

		@Override
		public boolean isReplayable() {
			return false;
		}

	}

	/**
	 * Is a body that is held.
	 *
	 * @param buffer where it is held, complete
	 */
	record Buffered(BodyBuffer buffer) implements RequestBody {

		@Override
		public @Nullable HttpHeaders trailers() {
			return this.buffer.trailers();
		}

		@Override
		public long length() {
			return this.buffer.length();
		}

		@Override
		public Flux<ByteBuf> content() {
			return this.buffer.replay();
		}

		@Override
		public boolean isReplayable() {
			return true;
		}

	}

	/**
	 * Is a body that a picker sent in place of the original.
	 *
	 * @param body the body
	 * @param trailers the trailers of the original; null if it has none
	 */
	record Replaced(ReplacedBody body, @Nullable HttpHeaders trailers) implements RequestBody {

		@Override
		public long length() {
			return this.body.length();
		}

		@Override
		public Flux<ByteBuf> content() {
			return Flux.fromIterable(this.body.parts()).map((part) -> Unpooled.wrappedBuffer(part.duplicate()));
		}

		@Override
		public boolean isReplayable() {
			return true;
		}

	}

}
