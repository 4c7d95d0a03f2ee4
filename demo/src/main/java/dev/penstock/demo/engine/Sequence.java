package dev.penstock.demo.engine;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is one request in an {@link Engine}: waiting, then running, then over. Its methods may
 * be called from any thread, and do nothing once it is over.
 */
public final class Sequence {

	/** Where a request stands. */
	enum State {

		WAITING, RUNNING, OVER

	}

	private final Engine engine;

	final TokenChain chain;

	final @Nullable String adapter;

	final int promptTokens;

	final int plannedTokens;

	final Runnable admitted;

	final List<BlockPool.Block> blocks = new ArrayList<>();

	final long submittedAt;

	long admittedAt;

	long firstTokenAt;

	long lastTokenAt;

	int publishedBlocks;

	volatile int cachedTokens;

	volatile State state = State.WAITING;

	Sequence(Engine engine, Work work, Runnable admitted, long now) {
		this.engine = engine;
		this.chain = work.prompt();
		this.adapter = work.adapter();
		this.promptTokens = work.prompt().tokens();
		this.plannedTokens = work.plannedTokens();
		this.admitted = admitted;
		this.submittedAt = now;
	}

	/**
	 * Says that the next token has been produced.
	 * @param piece the text of the token
	 */
	public void produced(String piece) {
		this.engine.produced(this, piece);
	}

	/**
	 * Ends the request, frees its slot and its blocks, and lets waiting requests in.
	 * @param reason why it ends
	 * @return whether this call ended it; false if it was over already
	 */
	public boolean end(FinishReason reason) {
		return this.engine.end(this, reason);
	}

	/**
	 * Tells whether the request has ended.
	 * @return true once it has
	 */
	public boolean isOver() {
		return this.state == State.OVER;
	}

	/**
	 * Returns how many of the prompt's tokens were found in the prefix cache.
	 * @return tokens, 0 until admission
	 */
	public int cachedTokens() {
		return this.cachedTokens;
	}

	/**
	 * Returns the length of the prompt.
	 * @return tokens
	 */
	public int promptTokens() {
		return this.promptTokens;
	}

	int producedTokens() {
		return this.chain.tokens() - this.promptTokens;
	}

	/** Returns blocks that it will need but has not taken yet. */
	int promisedBlocks() {
		return this.chain.blocksFor(this.promptTokens + this.plannedTokens) - this.blocks.size();
	}

	/**
	 * Is what a request asks of an engine.
	 *
	 * @param prompt the prompt, at least one token; the engine goes on with it
	 * @param plannedTokens how many tokens will be produced at most
	 * @param adapter the LoRA adapter, null for the base model
	 */
	public record Work(TokenChain prompt, int plannedTokens, @Nullable String adapter) {
	}

}
