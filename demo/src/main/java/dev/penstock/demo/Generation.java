package dev.penstock.demo;

import java.util.concurrent.TimeUnit;

import dev.penstock.demo.engine.Completion;
import dev.penstock.demo.engine.Engine;
import dev.penstock.demo.engine.EngineSettings;
import dev.penstock.demo.engine.FinishReason;
import dev.penstock.demo.engine.Sequence;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Produces the tokens of one request at the engine's pace, on one event loop.
 */
final class Generation {

	private final EngineSettings settings;

	private final EventLoop loop;

	private final Completion completion;

	private final Fault fault;

	/** The number of tokens after which the fault strikes, -1 for never. */
	private final int faultAfter;

	private final Listener listener;

	private @Nullable Sequence sequence;

	private boolean left;

	private int produced;

	private long nextAt;

	/**
	 * Creates a generation that does nothing until {@link #start}.
	 * @param settings the pace
	 * @param loop where everything happens
	 * @param completion what to produce
	 * @param fault what to do wrong
	 * @param listener who gets the tokens
	 */
	Generation(EngineSettings settings, EventLoop loop, Completion completion, Fault fault, Listener listener) {
		this.settings = settings;
		this.loop = loop;
		this.completion = completion;
		this.fault = fault;
		this.faultAfter = switch (fault) {
			case Fault.HangAfter(int tokens) -> tokens;
			case Fault.ResetAfter(int tokens) -> tokens;
			case Fault.None _, Fault.ResetBeforeHeaders _, Fault.Delay _, Fault.Status _ -> -1;
		};
		this.listener = listener;
	}

	/** Queues the request. Called on the event loop. */
	void start(Engine engine, Sequence.Work work) {
		this.sequence = engine.submit(work, () -> this.loop.execute(this::prefill));
		if (this.left) {
			leave();
		}
	}

	/**
	 * Ends the request because its client is gone. May be called from any thread and more
	 * than once.
	 */
	void leave() {
		if (!this.loop.inEventLoop()) {
			this.loop.execute(this::leave);
			return;
		}
		this.left = true;
		if (this.sequence != null && this.sequence.end(FinishReason.ABORT)) {
			this.listener.onLeft();
		}
	}

	private void prefill() {
		Sequence running = running();
		if (running == null) {
			return;
		}
		long nanos = this.settings.prefillNanos(running.promptTokens() - running.cachedTokens());
		this.nextAt = System.nanoTime() + nanos;
		later(nanos);
	}

	private void produce() {
		Sequence running = running();
		if (running == null) {
			return;
		}
		if (this.produced == this.faultAfter) {
			strike(running);
			return;
		}
		String piece = this.completion.pieces().get(this.produced++);
		running.produced(piece);
		if (this.produced == this.completion.pieces().size() && this.produced != this.faultAfter) {
			running.end(this.completion.reason());
			this.listener.onToken(piece, running, true);
			return;
		}
		this.listener.onToken(piece, running, false);
		// Counts from the time planned, not from now, so that lateness does not add up.
		this.nextAt += this.settings.timePerToken().toNanos();
		later(this.nextAt - System.nanoTime());
	}

	private void strike(Sequence running) {
		if (this.fault instanceof Fault.ResetAfter) {
			running.end(FinishReason.ABORT);
			this.listener.onReset();
		}
		// Otherwise it hangs: it keeps its slot and nothing is left to wake it.
	}

	private void later(long nanos) {
		if (nanos > 0) {
			var _ = this.loop.schedule(this::produce, nanos, TimeUnit.NANOSECONDS);
		}
		else {
			// Not at once: between two tokens others have their turn, and a client's
			// leaving is noticed.
			this.loop.execute(this::produce);
		}
	}

	private @Nullable Sequence running() {
		return (this.sequence != null && !this.sequence.isOver()) ? this.sequence : null;
	}

	/** Receives what is produced, on the event loop. */
	interface Listener {

		/**
		 * Takes a token.
		 * @param piece its text
		 * @param sequence the request
		 * @param last whether it is the last one
		 */
		void onToken(String piece, Sequence sequence, boolean last);

		/** Is told that the connection is to be reset now. */
		void onReset();

		/** Is told, once, that the client left before the end. */
		void onLeft();

	}

}
