package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;
import java.util.List;

import dev.penstock.filters.extproc.FromPicker.BodyChange;
import dev.penstock.filters.extproc.FromPicker.Reply;
import dev.penstock.filters.extproc.SessionAction.Cancel;
import dev.penstock.filters.extproc.SessionAction.CompleteBody;
import dev.penstock.filters.extproc.SessionAction.Deadline;
import dev.penstock.filters.extproc.SessionAction.EditTrailers;
import dev.penstock.filters.extproc.SessionAction.Emit;
import dev.penstock.filters.extproc.SessionAction.FailBody;
import dev.penstock.filters.extproc.SessionAction.HalfClose;
import dev.penstock.filters.extproc.SessionAction.Release;
import dev.penstock.filters.extproc.SessionAction.Send;
import dev.penstock.filters.extproc.SessionAction.StartDeadline;
import dev.penstock.filters.extproc.SessionAction.StopDeadline;
import dev.penstock.filters.pick.HeaderMutation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Leads a response's body past the picker. Three kinds of picker are told apart by what
 * they say: one that streams the body back (as it came or altered, part by part or all at
 * its end), one that acknowledges parts without a change, which only observes from then
 * on, and one that is gone, whose share is passed on as it came.
 */
final class ResponsePhase {

	/**
	 * Is less than the 62,000 bytes at which known pickers split their answers, so that a
	 * message gets one answer.
	 */
	static final int MAX_SLICE = 32 * 1024;

	private final int maxHeldBytes;

	private final UnansweredChunks unanswered = new UnansweredChunks();

	private Mode mode = Mode.UNDECIDED;

	/** How many messages about the body were sent, and how many answered. */
	private int sent;

	private int answered;

	private boolean upstreamEnded;

	/** Whether something was emitted that is not the original. */
	private boolean altered;

	/** Whether each answer so far can be said to be that to one message, in order. */
	private boolean inStep = true;

	/** Whether the picker was shown trailers, which it has yet to answer. */
	private boolean trailersShown;

	/** Whether all of the body was emitted and only the trailers are open. */
	private boolean bodyDone;

	/** Whether the picker replaces parts without saying which is the last. */
	private boolean replacing;

	ResponsePhase(int maxHeldBytes) {
		this.maxHeldBytes = maxHeldBytes;
	}

	boolean over() {
		return this.mode == Mode.OVER;
	}

	void chunk(ByteBuf chunk, List<SessionAction> actions) {
		if (this.mode == Mode.OVER || this.upstreamEnded || !chunk.isReadable()) {
			chunk.release();
			return;
		}
		if (this.mode == Mode.UNTOUCHED) {
			actions.add(new Emit(chunk));
			return;
		}
		if (chunk.readableBytes() <= MAX_SLICE) {
			send(chunk, actions);
		}
		else {
			while (chunk.isReadable()) {
				send(chunk.readRetainedSlice(Math.min(MAX_SLICE, chunk.readableBytes())), actions);
			}
			// Sent slices keep the memory alive.
			chunk.release();
		}
		if (this.unanswered.bytes() > this.maxHeldBytes) {
			passOn("the endpoint picker held back more than " + this.maxHeldBytes + " bytes", actions);
			actions.add(new Cancel());
		}
	}

	private void send(ByteBuf slice, List<SessionAction> actions) {
		this.sent++;
		actions.add(new Send(new ToPicker.ResponseBody(slice, false)));
		if (this.mode == Mode.OBSERVED) {
			actions.add(new Emit(slice));
		}
		else if (this.altered && !this.inStep) {
			// It could not take the place of anything any more.
			actions.add(new Release(slice));
		}
		else {
			this.unanswered.add(slice);
		}
	}

	/**
	 * Takes note of the end. Trailers are the end of a body, of which no part is the last
	 * then; a picker that only observes can't hold them back.
	 * @param trailers what follows the body; null if nothing does
	 * @param actions gets what to do
	 */
	void ended(@Nullable HttpHeaders trailers, List<SessionAction> actions) {
		if (this.upstreamEnded || this.mode == Mode.OVER) {
			return;
		}
		this.upstreamEnded = true;
		if (this.mode != Mode.UNTOUCHED) {
			this.trailersShown = trailers != null && !trailers.isEmpty();
			if (trailers != null && this.trailersShown) {
				actions.add(new Send(new ToPicker.ResponseTrailers(trailers)));
			}
			else {
				this.sent++;
				actions.add(new Send(new ToPicker.ResponseBody(Unpooled.EMPTY_BUFFER, true)));
			}
			actions.add(new StartDeadline(Deadline.RESPONSE_BODY));
		}
		completeIfAnswered(actions);
	}

	void trailers(HeaderMutation mutation, List<SessionAction> actions) {
		if (!this.trailersShown || (this.mode != Mode.UNDECIDED && this.mode != Mode.STREAMED)) {
			return;
		}
		this.trailersShown = false;
		if (!this.altered && !this.bodyDone) {
			this.unanswered.emitAll(actions);
		}
		actions.add(new EditTrailers(mutation));
		finish(actions);
	}

	void reply(Reply reply, List<SessionAction> actions) {
		if (this.bodyDone) {
			return;
		}
		if (this.mode == Mode.OVER || this.mode == Mode.UNTOUCHED || this.mode == Mode.OBSERVED) {
			return;
		}
		if (this.sent == 0 || (this.replacing && this.answered >= this.sent)) {
			return;
		}
		this.answered++;
		switch (reply.body()) {
			case BodyChange.None() -> unchanged(actions);
			case BodyChange.Replaced(ByteBuffer bytes) -> {
				this.mode = Mode.STREAMED;
				this.replacing = true;
				streamed(bytes, actions);
				if (reply.replace()) {
					finish(actions);
				}
			}
			case BodyChange.Streamed(ByteBuffer bytes, boolean endOfStream) -> {
				this.mode = Mode.STREAMED;
				streamed(bytes, actions);
				if (endOfStream) {
					finish(actions);
				}
			}
		}
		if (this.mode != Mode.OVER) {
			if (this.upstreamEnded) {
				actions.add(new StartDeadline(Deadline.RESPONSE_BODY));
			}
			completeIfAnswered(actions);
		}
	}

	private void unchanged(List<SessionAction> actions) {
		if (this.mode == Mode.UNDECIDED) {
			this.mode = Mode.OBSERVED;
			this.unanswered.emitAll(actions);
		}
		else if (this.inStep) {
			emitUntilAnswered(actions);
		}
	}

	private void emitUntilAnswered(List<SessionAction> actions) {
		while (this.unanswered.removed() < this.answered && this.unanswered.bytes() > 0) {
			this.unanswered.emitFirst(actions);
		}
	}

	private void streamed(ByteBuffer bytes, List<SessionAction> actions) {
		int before = this.answered - 1;
		if (before >= this.sent || (before == 0 && this.upstreamEnded && this.sent - before > 1)) {
			// More answers than messages, or a body that was held back until its end.
			this.inStep = false;
		}
		if (!this.altered) {
			if (this.unanswered.emitIfNext(bytes, actions)) {
				int removed = this.unanswered.removed();
				this.inStep &= removed <= this.answered && !this.unanswered.headIsPartial()
						&& (removed == this.answered || !bytes.hasRemaining());
			}
			else {
				this.altered = true;
			}
		}
		if (this.altered && this.inStep) {
			while (this.unanswered.removed() < this.answered && this.unanswered.bytes() > 0) {
				this.unanswered.removeFirst();
			}
		}
		else if (this.altered) {
			this.unanswered.releaseAll();
		}
		if (this.altered && bytes.hasRemaining()) {
			actions.add(new Emit(Unpooled.copiedBuffer(bytes)));
		}
	}

	private void completeIfAnswered(List<SessionAction> actions) {
		if (!this.upstreamEnded) {
			return;
		}
		switch (this.mode) {
			case UNTOUCHED -> {
				this.mode = Mode.OVER;
				actions.add(new CompleteBody());
			}
			case OBSERVED -> finish(actions);
			case STREAMED -> {
				if (this.replacing && this.answered >= this.sent) {
					finish(actions);
				}
			}
			case UNDECIDED, OVER -> {
			}
		}
	}

	private void finish(List<SessionAction> actions) {
		if (this.trailersShown && this.mode != Mode.OBSERVED) {
			this.bodyDone = true;
			this.unanswered.releaseAll();
			return;
		}
		this.mode = Mode.OVER;
		this.unanswered.releaseAll();
		actions.add(new StopDeadline());
		actions.add(new CompleteBody());
		actions.add(new HalfClose());
	}

	/**
	 * Goes on without the picker, exactly after what was emitted; or ends the body where
	 * it is not known what that was.
	 * @param cause why the picker is out
	 * @param actions gets what to do
	 */
	void passOn(String cause, List<SessionAction> actions) {
		if (this.mode == Mode.OVER || this.mode == Mode.UNTOUCHED) {
			return;
		}
		actions.add(new StopDeadline());
		if (this.bodyDone) {
			this.mode = Mode.OVER;
			actions.add(new CompleteBody());
			return;
		}
		if (this.altered && !this.inStep) {
			interrupt(cause + " after it had altered a part of the response", actions);
			return;
		}
		this.mode = Mode.UNTOUCHED;
		this.unanswered.emitAll(actions);
		completeIfAnswered(actions);
	}

	void interrupt(String message, List<SessionAction> actions) {
		if (this.mode != Mode.OVER) {
			this.mode = Mode.OVER;
			this.unanswered.releaseAll();
			actions.add(new FailBody(message));
		}
	}

	void close() {
		this.mode = Mode.OVER;
		this.unanswered.releaseAll();
	}

	private enum Mode {

		/** The picker has not answered yet. */
		UNDECIDED,

		/** What the picker streams is emitted. */
		STREAMED,

		/** What comes is emitted, and shown to the picker. */
		OBSERVED,

		/** What comes is emitted. */
		UNTOUCHED,

		/** Nothing more is emitted. */
		OVER

	}

}
