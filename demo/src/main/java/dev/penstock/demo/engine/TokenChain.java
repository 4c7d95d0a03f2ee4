package dev.penstock.demo.engine;

import java.util.Arrays;

/**
 * Counts the tokens of a growing text and gives each full block of them a hash that
 * covers everything before it too, so that equal hashes mean equal prefixes. Not
 * thread-safe.
 */
public final class TokenChain {

	private static final long PRIME = 0x100000001B3L;

	private final int blockSize;

	private long hash;

	private int tokens;

	private long[] blockHashes = new long[16];

	/**
	 * Creates an empty chain.
	 * @param salt what must be equal besides the text, such as the LoRA adapter
	 * @param blockSize tokens per block
	 */
	public TokenChain(String salt, int blockSize) {
		this.blockSize = blockSize;
		this.hash = mix(0xCBF29CE484222325L, salt, 0, salt.length());
	}

	/**
	 * Appends text. Tokens never span two appends.
	 * @param text the text
	 * @return this
	 */
	public TokenChain append(CharSequence text) {
		for (int at = 0; at < text.length();) {
			int end = Tokenizer.end(text, at);
			this.hash = mix(this.hash, text, at, end);
			at = end;
			this.tokens++;
			if (this.tokens % this.blockSize == 0) {
				addBlock();
			}
		}
		return this;
	}

	/**
	 * Returns how many tokens there are.
	 * @return the number of tokens
	 */
	public int tokens() {
		return this.tokens;
	}

	/**
	 * Returns a number that is the same for the same text on every machine.
	 * @return the hash of everything appended, and of the salt
	 */
	public long digest() {
		return scramble(this.hash + this.tokens);
	}

	int fullBlocks() {
		return this.tokens / this.blockSize;
	}

	/**
	 * Returns how many blocks a number of tokens takes, the last of them perhaps part
	 * filled.
	 */
	int blocksFor(int count) {
		return (count + this.blockSize - 1) / this.blockSize;
	}

	long blockHash(int block) {
		return this.blockHashes[block];
	}

	private void addBlock() {
		int block = fullBlocks() - 1;
		if (block == this.blockHashes.length) {
			this.blockHashes = Arrays.copyOf(this.blockHashes, block * 2);
		}
		this.blockHashes[block] = scramble(this.hash);
	}

	private static long mix(long seed, CharSequence text, int from, int to) {
		long hash = seed;
		for (int i = from; i < to; i++) {
			hash = (hash ^ text.charAt(i)) * PRIME;
		}
		// Marks the end of the token: "ab","c" must differ from "a","bc".
		return (hash ^ 0x10000) * PRIME;
	}

	/** Spreads the bits, since FNV leaves the low ones close to the last characters. */
	static long scramble(long value) {
		long z = value;
		z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
		z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
		return z ^ (z >>> 31);
	}

}
