package dev.penstock.filters.observe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;

/**
 * Finds the number of tokens in the {@code usage} object of an OpenAI response, plain or
 * streamed, by the last bytes of its body. Looks at no more than the tail of each part.
 */
public final class UsageScanner {

	private static final int TAIL = 512;

	private static final byte[] MARK = "\"usage\"".getBytes(StandardCharsets.US_ASCII);

	/** By how much the mark must move for a byte to be where the mark has such a one. */
	private static final byte[] STEPS = steps();

	private String found = "";

	/**
	 * Looks at a part of a body.
	 * @param part the part; only read
	 */
	void scan(ByteBuf part) {
		int end = part.writerIndex();
		int at = find(part, Math.max(part.readerIndex(), end - TAIL), end);
		if (at >= 0) {
			this.found = part.toString(at, end - at, StandardCharsets.US_ASCII);
		}
	}

	/**
	 * Finds the mark as Boyer, Moore and Horspool do: by the last byte that it could have
	 * here, which mostly tells that it is not within the next seven.
	 */
	private static int find(ByteBuf part, int from, int end) {
		int last = from + MARK.length - 1;
		while (last < end) {
			byte here = part.getByte(last);
			int start = last - MARK.length + 1;
			if (here == MARK[MARK.length - 1] && isMark(part, start)) {
				return start;
			}
			last += STEPS[here & 0xFF];
		}
		return -1;
	}

	private static byte[] steps() {
		byte[] steps = new byte[256];
		Arrays.fill(steps, (byte) MARK.length);
		for (int i = 0; i < MARK.length - 1; i++) {
			steps[MARK[i]] = (byte) (MARK.length - 1 - i);
		}
		return steps;
	}

	private static boolean isMark(ByteBuf part, int start) {
		for (int i = 0; i < MARK.length - 1; i++) {
			if (part.getByte(start + i) != MARK[i]) {
				return false;
			}
		}
		return true;
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
