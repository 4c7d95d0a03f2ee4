package dev.penstock.filters.observe;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Finds the number of tokens in the {@code usage} object of an OpenAI response, plain or
 * streamed, by the last bytes of its body. Looks at no more than the tail of each part.
 */
public final class UsageScanner {

	private static final int TAIL = 512;

	private static final byte[] MARK = "\"usage\"".getBytes(StandardCharsets.US_ASCII);

	private String found = "";

	/**
	 * Looks at a part of a body.
	 * @param part the part; only read
	 */
	void scan(ByteBuf part) {
		int length = Math.min(TAIL, part.readableBytes());
		int from = part.writerIndex() - length;
		ByteBuf tail = part.slice(from, length);
		int at = indexOf(tail);
		if (at >= 0) {
			this.found = new String(ByteBufUtil.getBytes(tail, at, length - at), StandardCharsets.US_ASCII);
		}
	}

	private static int indexOf(ByteBuf tail) {
		int from = tail.readerIndex();
		int to = tail.writerIndex() - MARK.length;
		while (from <= to) {
			int at = tail.indexOf(from, to + 1, MARK[0]);
			if (at < 0) {
				return -1;
			}
			int same = 1;
			while (same < MARK.length && tail.getByte(at + same) == MARK[same]) {
				same++;
			}
			if (same == MARK.length) {
				return at;
			}
			from = at + 1;
		}
		return -1;
	}

	/**
	 * Returns the number of tokens of the prompt.
	 * @return the number, or -1 if the response did not say
	 */
	public long promptTokens() {
		return number("\"prompt_tokens\"");
	}

	/**
	 * Returns the number of tokens of the completion.
	 * @return the number, or -1 if the response did not say
	 */
	public long completionTokens() {
		return number("\"completion_tokens\"");
	}

	private long number(String name) {
		int at = this.found.indexOf(name);
		if (at < 0) {
			return -1;
		}
		int digit = this.found.indexOf(':', at + name.length()) + 1;
		while (digit > 0 && digit < this.found.length() && this.found.charAt(digit) == ' ') {
			digit++;
		}
		long value = -1;
		while (digit > 0 && digit < this.found.length() && Character.isDigit(this.found.charAt(digit))) {
			value = Math.max(value, 0) * 10 + (this.found.charAt(digit) - '0');
			digit++;
		}
		return value;
	}

}
