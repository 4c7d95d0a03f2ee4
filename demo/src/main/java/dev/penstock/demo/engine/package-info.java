/**
 * Simulates what a model server computes: tokens, text, a running batch with a queue
 * behind it, and a KV cache of blocks shared by prefix.
 * <p>
 * In come prompts (as {@link dev.penstock.demo.engine.TokenChain}) with the text that
 * will answer them; out go admissions, and metrics under vLLM's names. The package knows
 * no HTTP and starts no threads or timers: its callers say when a token has been
 * produced. The same prompt always gets the same text, on every machine.
 */
@NullMarked
package dev.penstock.demo.engine;

import org.jspecify.annotations.NullMarked;
