package dev.penstock.filters.pick;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Is a body that a picker sent in place of the original.
 *
 * @param parts its bytes, in order; not to be changed
 */
public record ReplacedBody(List<ByteBuffer> parts) {

	public ReplacedBody {
		parts = List.copyOf(parts);
	}

	/**
	 * Returns how long the body is.
	 * @return the number of bytes
	 */
	public long length() {
		return this.parts.stream().mapToLong(ByteBuffer::remaining).sum();
	}

}
