package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import dev.penstock.filters.pick.ReplacedBody;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body that a picker sends in place of the original, keeping nothing as long
 * as it equals the original. Holds no reference counts: what it has to keep of the
 * original it copies.
 */
final class ReplacedRequestBody {

	private final List<ByteBuf> original = new ArrayList<>();

	private long originalLength;

	/** How many bytes equal the original's. */
	private long equal;

	/** The slice of the original at {@link #equal}, and where in it. */
	private int slice;

	private int offset;

	private @Nullable List<ByteBuffer> kept;

	private long keptLength;

	/**
	 * Adds what was shown to the picker.
	 * @param bytes the next bytes of the original
	 */
	void addOriginal(ByteBuf bytes) {
		this.original.add(bytes);
		this.originalLength += bytes.readableBytes();
	}

	/**
	 * Returns what was shown to the picker.
	 * @return the parts, one for each message
	 */
	List<ByteBuf> original() {
		return this.original;
	}

	/**
	 * Adds what the picker sent.
	 * @param bytes the next bytes of its body; copied where they are kept
	 */
	void add(ByteBuffer bytes) {
		if (this.kept == null && matches(bytes)) {
			return;
		}
		List<ByteBuffer> parts = this.kept;
		if (parts == null) {
			parts = new ArrayList<>();
			this.kept = parts;
			copyEqualTo(parts);
		}
		if (bytes.hasRemaining()) {
			parts.add(copy(bytes));
			this.keptLength += bytes.remaining();
		}
	}

	/**
	 * Adds a part of the original, which the picker left as it is.
	 * @param index which part
	 */
	void addUnchanged(int index) {
		add(this.original.get(index).nioBuffer());
	}

	/**
	 * Returns how much is kept.
	 * @return the number of bytes
	 */
	long keptLength() {
		return this.keptLength;
	}

	/**
	 * Returns the body as the picker wants it.
	 * @return the body, or null if it is the original
	 */
	@Nullable ReplacedBody result() {
		List<ByteBuffer> parts = this.kept;
		if (parts == null && this.equal == this.originalLength) {
			return null;
		}
		if (parts == null) {
			parts = new ArrayList<>();
			copyEqualTo(parts);
		}
		return new ReplacedBody(parts);
	}

	private boolean matches(ByteBuffer bytes) {
		int length = bytes.remaining();
		if (length > this.originalLength - this.equal) {
			return false;
		}
		int compared = 0;
		int atSlice = this.slice;
		int atOffset = this.offset;
		while (compared < length) {
			ByteBuf ours = this.original.get(atSlice);
			int count = Math.min(ours.readableBytes() - atOffset, length - compared);
			if (!EqualBytes.test(ours, ours.readerIndex() + atOffset, bytes, bytes.position() + compared, count)) {
				return false;
			}
			compared += count;
			atOffset += count;
			if (atOffset == ours.readableBytes()) {
				atSlice++;
				atOffset = 0;
			}
		}
		this.slice = atSlice;
		this.offset = atOffset;
		this.equal += length;
		return true;
	}

	private void copyEqualTo(List<ByteBuffer> parts) {
		for (int i = 0; i < this.slice; i++) {
			ByteBuf part = this.original.get(i);
			if (part.isReadable()) {
				parts.add(copy(part, 0, part.readableBytes()));
			}
		}
		if (this.offset > 0) {
			parts.add(copy(this.original.get(this.slice), 0, this.offset));
		}
		this.keptLength += this.equal;
	}

	private static ByteBuffer copy(ByteBuf part, int offset, int length) {
		return copy(part.nioBuffer(part.readerIndex() + offset, length));
	}

	/**
	 * Copies bytes.
	 * @param bytes the bytes; only read
	 * @return the copy
	 */
	static ByteBuffer copy(ByteBuffer bytes) {
		return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip().asReadOnlyBuffer();
	}

}
