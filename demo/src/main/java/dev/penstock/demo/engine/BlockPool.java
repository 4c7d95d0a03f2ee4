package dev.penstock.demo.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Is the KV cache: a fixed number of blocks, shared by requests with the same prefix. A
 * block that no request uses keeps its content until it is the least recently used of the
 * free ones and its room is needed. Not thread-safe.
 */
final class BlockPool {

	private final Map<Long, Block> cached = new HashMap<>();

	private final int total;

	/** The two ends of the list of free blocks, least recently used first. */
	private final Block oldest = new Block();

	private final Block newest = new Block();

	private int free;

	BlockPool(int total) {
		this.total = total;
		this.oldest.next = this.newest;
		this.newest.previous = this.oldest;
		for (int i = 0; i < total; i++) {
			append(new Block());
		}
	}

	int free() {
		return this.free;
	}

	int used() {
		return this.total - this.free;
	}

	/**
	 * Finds the cached blocks of a prefix, and takes none of them.
	 * @param chain the prompt
	 * @return its first blocks as far as they are cached; not the one with the last
	 * token, because a model needs one token to start from
	 */
	List<Block> lookUp(TokenChain chain) {
		List<Block> hits = new ArrayList<>();
		int limit = chain.blocksFor(chain.tokens()) - 1;
		for (int i = 0; i < limit; i++) {
			Block block = this.cached.get(chain.blockHash(i));
			if (block == null) {
				break;
			}
			hits.add(block);
		}
		return hits;
	}

	/** Counts those of the blocks that {@link #free()} counts too. */
	static int freeAmong(List<Block> blocks) {
		int count = 0;
		for (Block block : blocks) {
			count += (block.users == 0) ? 1 : 0;
		}
		return count;
	}

	void share(Block block) {
		if (block.users++ == 0) {
			unlink(block);
		}
	}

	/** Takes the least recently used free block, whose content is lost. */
	Block allocate() {
		Block block = this.oldest.next;
		if (block == null || block == this.newest) {
			throw new IllegalStateException("all %d blocks are in use, so none may be allocated".formatted(this.total));
		}
		if (block.hash != null) {
			this.cached.remove(block.hash);
			block.hash = null;
		}
		block.users = 1;
		unlink(block);
		return block;
	}

	/** Makes a full block known by its content, unless another block has the same. */
	void publish(Block block, long hash) {
		if (block.hash == null && this.cached.putIfAbsent(hash, block) == null) {
			block.hash = hash;
		}
	}

	/** Gives back the blocks of a request; the end of its text is forgotten first. */
	void release(List<Block> blocks) {
		for (Block block : blocks.reversed()) {
			if (--block.users == 0) {
				append(block);
			}
		}
	}

	private void append(Block block) {
		Block last = this.newest.previous;
		block.previous = last;
		block.next = this.newest;
		if (last != null) {
			last.next = block;
		}
		this.newest.previous = block;
		this.free++;
	}

	private void unlink(Block block) {
		Block before = block.previous;
		Block after = block.next;
		if (before != null && after != null) {
			before.next = after;
			after.previous = before;
		}
		block.previous = null;
		block.next = null;
		this.free--;
	}

	/** Is room for the keys and values of one block of tokens. */
	static final class Block {

		private @Nullable Long hash;

		private int users;

		private @Nullable Block previous;

		private @Nullable Block next;

	}

}
