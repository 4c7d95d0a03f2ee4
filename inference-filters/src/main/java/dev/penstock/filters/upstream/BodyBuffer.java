package dev.penstock.filters.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Holds a body in the buffers that it came in, so that it can be sent again without
 * having been copied. Whoever sends it keeps what is still to be sent, so that it may be
 * released here as soon as it won't be sent anew. Safe for use by several event loops.
 */
public final class BodyBuffer {

	private final List<ByteBuf> parts = new ArrayList<>();

	private long length;

	private boolean released;

	private @Nullable HttpHeaders trailers;

	/**
	 * Adds a part.
	 * @param part the bytes; the buffer becomes this object's
	 */
	public synchronized void append(ByteBuf part) {
		if (this.released) {
			part.release();
			return;
		}
		this.parts.add(part);
		this.length += part.readableBytes();
	}

	/**
	 * Notes what followed the body.
	 * @param received the trailers; null if there are none
	 */
	public synchronized void complete(@Nullable HttpHeaders received) {
		this.trailers = received;
	}

	/**
	 * Returns what followed the body.
	 * @return the trailers; null if there are none or the body is not complete yet
	 */
	public synchronized @Nullable HttpHeaders trailers() {
		return this.trailers;
	}

	/**
	 * Returns the length.
	 * @return the number of bytes that were added
	 */
	public synchronized long length() {
		return this.length;
	}

	/**
	 * Returns the body from its start, as often as it is asked for.
	 * @return buffers that share the held bytes and become the subscriber's; fails once
	 * the body was released
	 */
	public Flux<ByteBuf> replay() {
		return Flux.using(this::retain, (rest) -> Flux.<ByteBuf>generate((sink) -> {
			ByteBuf next = rest.poll();
			if (next != null) {
				sink.next(next);
			}
			else {
				sink.complete();
			}
		}), (rest) -> rest.forEach(ByteBuf::release));
	}

	private synchronized Queue<ByteBuf> retain() {
		if (this.released) {
			throw new IllegalStateException("the body was released and can't be sent again");
		}
		Queue<ByteBuf> rest = new ArrayDeque<>(this.parts.size());
		this.parts.forEach((part) -> rest.add(part.retainedDuplicate()));
		return rest;
	}

	/** Releases what is held. May be called often. */
	public synchronized void release() {
		this.released = true;
		this.parts.forEach(ByteBuf::release);
		this.parts.clear();
	}

}
