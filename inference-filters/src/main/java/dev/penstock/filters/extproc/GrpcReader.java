package dev.penstock.filters.extproc;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages in what a stream brings (gRPC over HTTP/2,
 * "Length-Prefixed-Message") and copies nothing that has come in one piece.
 */
final class GrpcReader {

	/** How long a message may be. */
	static final int MAX_MESSAGE = 64 * 1024 * 1024;

	private static final int PREFIX = 5;

	/** So much is set aside for a message whose length is all that is known of it. */
	private static final int MAX_ROOM = 128 * 1024;

	private final Consumer<FromPicker> consumer;

	private final BooleanSupplier atOnce;

	/** What came and is not read yet. */
	private @Nullable ByteBuf kept;

	private boolean paused;

	private boolean released;

	/**
	 * Creates a reader.
	 * @param consumer is given each message, and may then {@link #pause}
	 * @param atOnce tells whether the consumer would be done with the next message when
	 * it returns; otherwise it gets a copy
	 */
	GrpcReader(Consumer<FromPicker> consumer, BooleanSupplier atOnce) {
		this.consumer = consumer;
		this.atOnce = atOnce;
	}

	/**
	 * Reads on.
	 * @param data the next bytes; copied as far as they must be kept
	 * @return whether all messages in it were read, and not kept for later
	 */
	boolean read(ByteBuf data) throws MalformedMessageException {
		ByteBuf before = this.kept;
		if (before != null) {
			before.discardReadBytes().writeBytes(data);
			readKept(before);
			return !this.paused;
		}
		readMessages(data);
		if (data.isReadable() && !this.released) {
			this.kept = ByteBufAllocator.DEFAULT.directBuffer(room(data)).writeBytes(data);
		}
		return !this.paused;
	}

	/** Tells how much the message takes whose beginning came, within reason. */
	private static int room(ByteBuf data) {
		int came = data.readableBytes();
		long whole = (came < PREFIX) ? 0 : PREFIX + data.getUnsignedInt(data.readerIndex() + 1);
		return (whole <= MAX_ROOM) ? Math.max(came, (int) whole) : came;
	}

	private void readKept(ByteBuf before) throws MalformedMessageException {
		readMessages(before);
		if (!before.isReadable() && !this.released) {
			this.kept = null;
			before.release();
		}
	}

	private void readMessages(ByteBuf in) throws MalformedMessageException {
		while (!this.paused && !this.released && in.readableBytes() >= PREFIX) {
			int start = in.readerIndex();
			if (in.getByte(start) != 0) {
				throw new MalformedMessageException("it sent a compressed message");
			}
			long length = in.getUnsignedInt(start + 1);
			if (length > MAX_MESSAGE) {
				throw new MalformedMessageException(
						"it sent a message of " + length + " bytes; " + MAX_MESSAGE + " are allowed");
			}
			if (in.readableBytes() - PREFIX < length) {
				return;
			}
			ByteBuf message = in.slice(start + PREFIX, (int) length);
			in.skipBytes(PREFIX + (int) length);
			this.consumer
				.accept(MessageDecoder.decode(this.atOnce.getAsBoolean() ? message : Unpooled.copiedBuffer(message)));
		}
	}

	/** Reads no further message until {@link #resume}. */
	void pause() {
		this.paused = true;
	}

	boolean isPaused() {
		return this.paused;
	}

	/** Reads what was kept, up to another pause. */
	void resume() throws MalformedMessageException {
		this.paused = false;
		ByteBuf before = this.kept;
		if (before != null) {
			readKept(before);
		}
	}

	/** Tells whether what came ends within a message. */
	boolean isWithinMessage() {
		return this.kept != null;
	}

	/** Drops what was kept and reads no more. */
	void release() {
		this.released = true;
		ByteBuf before = this.kept;
		if (before != null) {
			this.kept = null;
			before.release();
		}
	}

}
