package dev.penstock.filters.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Flux;

/**
 * Holds a body in the buffers that it came in, so that it can be sent again without
 * having been copied. Used by one event loop at a time.
 */
public final class BodyBuffer {

	private final List<ByteBuf> parts = new ArrayList<>();

	private long length;

	private boolean released;

	/**
	 * Adds a part.
	 * @param part the bytes; the buffer becomes this object's
	 */
	public void append(ByteBuf part) {
		if (this.released) {
			part.release();
			return;
		}
		this.parts.add(part);
		this.length += part.readableBytes();
	}

	/**
	 * Returns the length.
	 * @return the number of bytes that are held
	 */
	public long length() {
		return this.length;
	}

	/**
	 * Returns the body from its start, as often as it is asked for. A replay that has
	 * begun goes on when the body is released: an endpoint may answer before it has read
	 * the request.
	 * @return buffers that share the held bytes and become the subscriber's; empty once
	 * the body was released
	 */
	public Flux<ByteBuf> replay() {
		return Flux.generate(this::retained, (rest, sink) -> {
			ByteBuf next = rest.poll();
			if (next != null) {
				sink.next(next);
			}
			else {
				sink.complete();
			}
			return rest;
		}, (rest) -> rest.forEach(ByteBuf::release));
	}

	private Queue<ByteBuf> retained() {
		Queue<ByteBuf> rest = new ArrayDeque<>(this.parts.size());
		this.parts.forEach((part) -> rest.add(part.retainedDuplicate()));
		return rest;
	}

	/** Releases what is held. May be called often. */
	public void release() {
		this.released = true;
		this.parts.forEach(ByteBuf::release);
		this.parts.clear();
	}

}
