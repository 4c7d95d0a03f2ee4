package dev.penstock.filters.extproc;

import java.util.ArrayDeque;
import java.util.Deque;

import dev.penstock.filters.extproc.proto.ProcessingRequest;
import dev.penstock.filters.extproc.proto.ProcessingResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Is one gRPC stream to a replica, which is given messages only as fast as it takes them:
 * a message is serialised when it is written, so that what waits here holds the only copy
 * of a body's bytes. Used by one conversation's tasks; what gRPC says becomes tasks.
 */
final class PickerStream extends ClientCall.Listener<ProcessingResponse> {

	/** Below it messages are written without waiting for the socket. */
	private static final int READY_THRESHOLD = 256 * 1024;

	/** Above it no more is read from the model server. */
	private static final int MAX_QUEUED = 1024 * 1024;

	private final Owner owner;

	private final SerialTasks tasks;

	private final PickerLease lease;

	private final ClientCall<ProcessingRequest, ProcessingResponse> call;

	private final Deque<Queued> queue = new ArrayDeque<>();

	private long queuedBytes;

	private boolean halfClosing;

	private boolean over;

	private boolean answered;

	private boolean paused;

	PickerStream(Owner owner, SerialTasks tasks, PickerLease lease) {
		this.owner = owner;
		this.tasks = tasks;
		this.lease = lease;
		this.call = lease.connection()
			.channel()
			.newCall(ExternalProcessorMethod.PROCESS, CallOptions.DEFAULT.withOnReadyThreshold(READY_THRESHOLD));
	}

	void start() {
		this.call.start(this, new Metadata());
		this.call.request(2);
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

	/**
	 * Sends a message, now or when the picker is ready for it.
	 * @param message the message
	 * @param bytes what of it must live until it is written; null if nothing
	 */
	void send(Outgoing message, @Nullable ByteBuf bytes) {
		if (this.over || this.halfClosing) {
			return;
		}
		if (this.queue.isEmpty() && this.call.isReady()) {
			this.call.sendMessage(message.write());
			return;
		}
		ByteBuf held = (bytes != null) ? bytes.retain() : null;
		this.queue.add(new Queued(message, held));
		this.queuedBytes += (held != null) ? held.readableBytes() : 0;
	}

	private void pump() {
		boolean some = false;
		while (!this.over && !this.queue.isEmpty() && this.call.isReady()) {
			some = true;
			Queued next = this.queue.remove();
			this.call.sendMessage(next.message().write());
			release(next);
		}
		if (this.queue.isEmpty() && this.halfClosing && !this.over) {
			this.over = true;
			this.call.halfClose();
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
		this.over = true;
		drop();
		this.call.cancel("the gateway no longer needs the answer", null);
	}

	/** Takes further messages after a pause, if there is one. */
	void resume() {
		if (this.paused) {
			this.paused = false;
			this.call.request(1);
		}
	}

	@Override
	public void onReady() {
		this.tasks.run(this::pump);
	}

	@Override
	public void onMessage(ProcessingResponse message) {
		this.tasks.run(() -> {
			this.answered = true;
			this.owner.message(this, ExtProcMessages.read(message));
			if (this.owner.isFull()) {
				this.paused = true;
			}
			else {
				this.call.request(1);
			}
		});
	}

	@Override
	public void onClose(Status status, Metadata trailers) {
		this.tasks.run(() -> {
			this.over = true;
			drop();
			this.lease.release();
			this.owner.streamClosed(this, status, trailers);
		});
	}

	/** Is a message that is written when it can be sent. */
	interface Outgoing {

		/** Writes the message. */
		ProcessingRequest write();

	}

	/** Is told what the picker does, by tasks. */
	interface Owner {

		/** The picker said something. */
		void message(PickerStream stream, FromPicker message);

		/** The stream is over. */
		void streamClosed(PickerStream stream, Status status, Metadata trailers);

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
	private record Queued(Outgoing message, @Nullable ByteBuf held) {
	}

}
