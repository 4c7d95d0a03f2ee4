package dev.penstock.filters.extproc;

import java.util.ArrayDeque;
import java.util.Deque;

import dev.penstock.filters.extproc.StreamEnd.GrpcCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * Is one gRPC stream to a replica, which is given messages only as fast as it takes them:
 * a message is serialised when it is written, so that what waits here holds the only copy
 * of a body's bytes. Runs on the event loop of its connection; what the picker does
 * becomes tasks.
 */
final class PickerStream extends LinkStream {

	/** Above it no more is read from the model server. */
	private static final int MAX_QUEUED = 1024 * 1024;

	private final Owner owner;

	private final SerialTasks tasks;

	private final PickerLease lease;

	private final @Nullable Http2Link link;

	private final SubsetHint subset;

	private final GrpcReader reader;

	private final Deque<Queued> queue = new ArrayDeque<>(4);

	private long queuedBytes;

	/** What is left of a message that the picker has not taken at once. */
	private @Nullable ByteBuf rest;

	private boolean halfClosing;

	private boolean over;

	private boolean begun;

	private boolean answered;

	/** What came during a pause. */
	private int untaken;

	/** How the stream ended, before all that came was taken. */
	private @Nullable StreamEnd ending;

	PickerStream(Owner owner, SerialTasks tasks, PickerLease lease, SubsetHint subset) {
		this.owner = owner;
		this.tasks = tasks;
		this.lease = lease;
		this.link = lease.connection().link();
		this.subset = subset;
		this.reader = new GrpcReader(this::received, tasks::runsAtOnce);
	}

	void start() {
		if (this.link == null || !this.link.open(this)) {
			ended(new StreamEnd.Broken("the connection was closed"));
		}
	}

	PickerReplica replica() {
		return this.lease.replica();
	}

	boolean answered() {
		return this.answered;
	}

	boolean isFull() {
		return !this.over && this.queuedBytes > MAX_QUEUED;
	}

	// --- writing ---------------------------------------------------------------------

	/**
	 * Sends a message, now or when the picker is ready for it.
	 * @param message the message
	 * @param bytes what of it must live until it is written; null if nothing
	 */
	void send(ToPicker message, @Nullable ByteBuf bytes) {
		Http2Link current = this.link;
		if (this.over || this.halfClosing || current == null) {
			return;
		}
		if (this.queue.isEmpty() && this.rest == null) {
			int budget = current.budget(this);
			if (budget > 0) {
				write(message, budget, current);
				return;
			}
		}
		ByteBuf held = (bytes != null) ? bytes.retain() : null;
		this.queue.add(new Queued(message, held));
		this.queuedBytes += (held != null) ? held.readableBytes() : 0;
	}

	private void write(ToPicker message, int budget, Http2Link current) {
		ByteBuf head = current.encoder().encode(message, this.subset);
		ByteBuf body = MessageEncoder.bytes(message);
		int length = head.readableBytes() + body.readableBytes();
		if (length <= budget) {
			current.message(this, head, body);
			return;
		}
		// What has begun must be completed, whatever becomes of its bytes.
		ByteBuf copy = ByteBufAllocator.DEFAULT.directBuffer(length)
			.writeBytes(head)
			.writeBytes(body, body.readerIndex(), body.readableBytes());
		this.rest = copy;
		writeRest(copy, current);
	}

	/**
	 * Writes more of a message that has begun.
	 * @return whether it is complete
	 */
	private boolean writeRest(ByteBuf begun, Http2Link current) {
		while (begun.isReadable()) {
			int budget = current.budget(this);
			if (budget == 0) {
				return false;
			}
			ByteBuf next = begun.readSlice(Math.min(budget, begun.readableBytes()));
			current.message(this, next, Unpooled.EMPTY_BUFFER);
		}
		begun.release();
		this.rest = null;
		return true;
	}

	@Override
	void resume() {
		this.tasks.run(this::pump);
	}

	private void pump() {
		Http2Link current = this.link;
		if (this.over || current == null || (this.rest != null && !writeRest(this.rest, current))) {
			return;
		}
		boolean some = false;
		while (!this.queue.isEmpty() && this.rest == null) {
			int budget = current.budget(this);
			if (budget == 0) {
				break;
			}
			some = true;
			Queued next = this.queue.remove();
			write(next.message(), budget, current);
			release(next);
		}
		if (this.queue.isEmpty() && this.rest == null && this.halfClosing) {
			current.end(this);
		}
		if (some) {
			this.owner.written();
		}
	}

	private void release(Queued queued) {
		ByteBuf held = queued.held();
		if (held != null) {
			this.queuedBytes -= held.readableBytes();
			held.release();
		}
	}

	/** Drops what was not written. */
	void drop() {
		while (!this.queue.isEmpty()) {
			release(this.queue.remove());
		}
		pump();
	}

	/** Ends the stream well, after what is queued. */
	void halfClose() {
		this.halfClosing = true;
		pump();
	}

	/** Breaks the stream off. */
	void cancel() {
		if (!this.over) {
			release();
			leave(true);
			this.tasks
				.run(() -> closed(new StreamEnd.Status(GrpcCode.CANCELLED, "the gateway no longer needs the answer")));
		}
	}

	// --- reading ---------------------------------------------------------------------

	@Override
	void headers(Http2Headers headers, boolean endOfStream) {
		if (endOfStream) {
			leave(!isEndSent());
			endAfterMessages(GrpcHeaders.end(headers, this.begun));
			return;
		}
		StreamEnd refusal = this.begun ? new StreamEnd.Status(GrpcCode.INTERNAL, "it sent headers twice")
				: GrpcHeaders.refusal(headers);
		this.begun |= !GrpcHeaders.isInformational(headers);
		if (refusal != null) {
			leave(true);
			ended(refusal);
		}
	}

	@Override
	void data(ByteBuf data, int padding, boolean endOfStream) {
		int size = data.readableBytes() + padding;
		try {
			if (this.link != null) {
				this.link.taken(this, this.reader.read(data) ? size : 0);
			}
		}
		catch (MalformedMessageException ex) {
			malformed(ex);
			return;
		}
		this.untaken += this.reader.isPaused() ? size : 0;
		if (endOfStream) {
			leave(!isEndSent());
			endAfterMessages(new StreamEnd.Status(GrpcCode.INTERNAL, "it ended the stream without a status"));
		}
	}

	private void malformed(MalformedMessageException failure) {
		leave(true);
		ended(new StreamEnd.Status(GrpcCode.INTERNAL, String.valueOf(failure.getMessage())));
	}

	private void received(FromPicker message) {
		this.tasks.run(() -> {
			this.answered = true;
			this.owner.message(this, message);
			if (this.owner.isFull()) {
				this.reader.pause();
			}
		});
	}

	/** Takes further messages after a pause, if there is one. */
	void resumeReading() {
		if (!this.reader.isPaused() || this.over) {
			return;
		}
		try {
			this.reader.resume();
		}
		catch (MalformedMessageException ex) {
			malformed(ex);
			return;
		}
		if (this.reader.isPaused()) {
			return;
		}
		if (this.link != null) {
			this.link.taken(this, this.untaken);
		}
		this.untaken = 0;
		if (this.ending != null) {
			ended(this.ending);
		}
	}

	private void endAfterMessages(StreamEnd end) {
		if (this.reader.isPaused()) {
			this.ending = end;
		}
		else {
			ended((end instanceof StreamEnd.Status(GrpcCode code, String _) && code == GrpcCode.OK
					&& this.reader.isWithinMessage())
							? new StreamEnd.Status(GrpcCode.INTERNAL, "it ended the stream within a message") : end);
		}
	}

	private void leave(boolean reset) {
		if (this.link != null) {
			this.link.leave(this, reset);
		}
	}

	@Override
	void ended(StreamEnd end) {
		this.tasks.run(() -> {
			if (!this.over) {
				release();
				closed(end);
			}
		});
	}

	private void release() {
		this.over = true;
		while (!this.queue.isEmpty()) {
			release(this.queue.remove());
		}
		if (this.rest != null) {
			this.rest.release();
			this.rest = null;
		}
		this.reader.release();
	}

	private void closed(StreamEnd end) {
		this.lease.release();
		this.owner.streamClosed(this, end);
	}

	/** Is told what the picker does, by tasks. */
	interface Owner {

		/** The picker said something. */
		void message(PickerStream stream, FromPicker message);

		/** The stream is over. */
		void streamClosed(PickerStream stream, StreamEnd end);

		/** Some of what was queued is written. */
		void written();

		/** Whether so much is waiting for the client that the picker has to wait too. */
		boolean isFull();

	}

	/**
	 * Is a message that waits.
	 *
	 * @param message the message
	 * @param held what it needs, retained
	 */
	private record Queued(ToPicker message, @Nullable ByteBuf held) {
	}

}
