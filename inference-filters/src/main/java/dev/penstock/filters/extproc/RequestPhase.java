package dev.penstock.filters.extproc;

import java.nio.ByteBuffer;
import java.util.List;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.extproc.FromPicker.BodyChange;
import dev.penstock.filters.extproc.FromPicker.Reply;
import dev.penstock.filters.extproc.SessionAction.Deadline;
import dev.penstock.filters.extproc.SessionAction.Decide;
import dev.penstock.filters.extproc.SessionAction.Send;
import dev.penstock.filters.extproc.SessionAction.StartDeadline;
import dev.penstock.filters.extproc.SessionEvent.RequestChunk;
import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pick.ReplacedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Leads from a request to a decision. The decision is made once the answer to the headers
 * came and the body is settled; until then nothing of the picker's body leaves, so that
 * the original can take its place at any time.
 */
final class RequestPhase {

	/** Pickers written in Go allow 4 MiB a message; Envoy's own buffers suggest less. */
	static final int MAX_SLICE = 64 * 1024;

	private final ExtProcSession.Request request;

	private final ReplacedRequestBody body = new ReplacedRequestBody();

	/** Whether all of the request was sent. */
	private boolean complete;

	private boolean bodyEnded;

	private @Nullable Reply headers;

	private List<String> endpoints = List.of();

	private @Nullable String metadataEndpoint;

	/** How many messages about the body were answered one by one. */
	private int answered;

	private boolean altered;

	private boolean streamed;

	private boolean settled;

	/** The whole body in one message; null if there was none. */
	private @Nullable ReplacedBody whole;

	private boolean replaced;

	RequestPhase(ExtProcSession.Request request) {
		this.request = request;
	}

	void start(List<SessionAction> actions) {
		actions.add(new Send(
				new ToPicker.RequestHeaders(this.request.head(), this.request.endOfStream(), this.request.subset())));
		if (this.request.endOfStream()) {
			this.settled = true;
			completed(actions);
		}
	}

	void chunk(RequestChunk event, List<SessionAction> actions) {
		if (this.complete) {
			return;
		}
		ByteBuf slice = event.slice();
		int offset = slice.readerIndex();
		while (slice.writerIndex() - offset > MAX_SLICE) {
			send(slice.slice(offset, MAX_SLICE), false, actions);
			offset += MAX_SLICE;
		}
		ByteBuf rest = slice.slice(offset, slice.writerIndex() - offset);
		if (rest.isReadable() || event.last()) {
			send(rest, event.last(), actions);
		}
		if (event.last()) {
			completed(actions);
		}
	}

	/**
	 * Ends the body. Pickers wait for the body's end of stream and know no request
	 * trailers, so they are shown an end of the body instead.
	 */
	void trailers(List<SessionAction> actions) {
		if (!this.complete) {
			send(Unpooled.EMPTY_BUFFER, true, actions);
			completed(actions);
		}
	}

	private void send(ByteBuf bytes, boolean last, List<SessionAction> actions) {
		this.body.addOriginal(bytes);
		this.bodyEnded |= last;
		actions.add(new Send(new ToPicker.RequestBody(bytes, last, this.request.subset())));
	}

	private void completed(List<SessionAction> actions) {
		this.complete = true;
		if (!decideIfSettled(actions)) {
			awaitNext(actions);
		}
	}

	/** Says everything again to a picker that takes over. */
	void replay(List<SessionAction> actions) {
		actions.add(new Send(
				new ToPicker.RequestHeaders(this.request.head(), this.request.endOfStream(), this.request.subset())));
		List<ByteBuf> original = this.body.original();
		for (int i = 0; i < original.size(); i++) {
			boolean last = this.bodyEnded && i == original.size() - 1;
			actions.add(new Send(new ToPicker.RequestBody(original.get(i), last, this.request.subset())));
		}
		if (this.complete) {
			awaitNext(actions);
		}
	}

	/**
	 * Takes the answer to the headers.
	 * @return whether the decision is made
	 */
	boolean headers(Reply reply, List<SessionAction> actions) {
		if (this.headers != null) {
			return false;
		}
		this.headers = reply;
		noteMetadata(reply);
		this.endpoints = HeaderMutations.endpoints(reply.headers(), this.metadataEndpoint);
		if (reply.replace()) {
			this.replaced = true;
			this.settled = true;
			this.whole = whole(reply.body());
		}
		return progress(actions);
	}

	/**
	 * Takes an answer to the body.
	 * @return whether the decision is made
	 */
	boolean body(Reply reply, List<SessionAction> actions) {
		noteMetadata(reply);
		if (this.settled) {
			return false;
		}
		if (reply.replace() && reply.body() instanceof BodyChange.Replaced) {
			this.replaced = true;
			this.settled = true;
			this.whole = whole(reply.body());
			return progress(actions);
		}
		switch (reply.body()) {
			case BodyChange.Streamed(ByteBuffer bytes, boolean endOfStream) -> {
				if (this.altered) {
					one(bytes);
				}
				else {
					this.streamed = true;
					this.body.add(bytes);
					this.settled = endOfStream;
				}
			}
			case BodyChange.Replaced(ByteBuffer bytes) -> one(bytes);
			case BodyChange.None() -> one(null);
		}
		if (this.body.keptLength() > this.request.maxBodyBytes()) {
			fail(ReasonCode.PICKER_ERROR,
					"it answered with a body longer than " + this.request.maxBodyBytes() + " bytes (maxHeldBytes)",
					actions);
			return true;
		}
		return progress(actions);
	}

	/** Takes the answer to one message; null leaves its bytes as they are. */
	private void one(@Nullable ByteBuffer bytes) {
		if (this.streamed || this.answered >= this.body.original().size()) {
			return;
		}
		if (bytes != null) {
			for (int i = 0; !this.altered && i < this.answered; i++) {
				this.body.addUnchanged(i);
			}
			this.altered = true;
			this.body.add(bytes);
		}
		else if (this.altered) {
			this.body.addUnchanged(this.answered);
		}
		this.answered++;
	}

	private void noteMetadata(Reply reply) {
		if (reply.metadataEndpoint() != null) {
			this.metadataEndpoint = reply.metadataEndpoint();
		}
	}

	private boolean progress(List<SessionAction> actions) {
		if (decideIfSettled(actions)) {
			return true;
		}
		if (this.complete && this.headers != null) {
			awaitNext(actions);
		}
		return false;
	}

	private void awaitNext(List<SessionAction> actions) {
		actions.add(new StartDeadline((this.headers != null) ? Deadline.REQUEST_BODY : Deadline.DECISION));
	}

	private boolean decideIfSettled(List<SessionAction> actions) {
		Reply reply = this.headers;
		if (reply == null) {
			return false;
		}
		if (this.endpoints.isEmpty()) {
			pick(reply, null, actions);
			return true;
		}
		if (!this.settled && this.bodyEnded && !this.streamed && this.answered == this.body.original().size()) {
			this.settled = true;
		}
		if (!this.settled) {
			return false;
		}
		pick(reply, replacement(), actions);
		return true;
	}

	private @Nullable ReplacedBody replacement() {
		if (this.replaced) {
			return this.whole;
		}
		return (this.streamed || this.altered) ? this.body.result() : null;
	}

	private void pick(Reply reply, @Nullable ReplacedBody replacement, List<SessionAction> actions) {
		HeaderMutation mutation = HeaderMutations.permitted(reply.headers(), this.request.head().headers());
		actions.add(new Decide(new PickResult.Picked(this.endpoints, mutation, replacement)));
	}

	/** Decides without the rest of the picker's answer, as its time is over. */
	void timeout(List<SessionAction> actions) {
		Reply reply = this.headers;
		if (reply != null && !this.streamed && !this.altered) {
			pick(reply, null, actions);
		}
		else {
			String missing = (reply != null) ? "all of the body" : "an endpoint";
			fail(ReasonCode.PICKER_TIMEOUT, "it did not answer with " + missing + " in time", actions);
		}
	}

	/** Decides without the rest of the picker's answer, as it closed the stream. */
	void closed(List<SessionAction> actions) {
		Reply reply = this.headers;
		if (reply != null) {
			pick(reply, null, actions);
		}
		else {
			fail(ReasonCode.PICKER_NO_ENDPOINT, "it ended the exchange without naming an endpoint", actions);
		}
	}

	void fail(ReasonCode reason, String message, List<SessionAction> actions) {
		actions.add(new Decide(new PickResult.Unavailable(reason, message)));
	}

	/** Lets go of the request's body, whose bytes end with the decision. */
	void forget() {
		this.body.original().clear();
	}

	/**
	 * Tells, after the decision, whether the picker is to be shown the response.
	 * @return whether it named an endpoint, was shown all and wants to see more
	 */
	boolean continues() {
		return this.complete && !this.replaced && !this.endpoints.isEmpty();
	}

	private static @Nullable ReplacedBody whole(BodyChange change) {
		return switch (change) {
			case BodyChange.None() -> null;
			case BodyChange.Replaced(ByteBuffer bytes) -> new ReplacedBody(List.of(bytes));
			case BodyChange.Streamed(ByteBuffer bytes, boolean _) ->
				new ReplacedBody(List.of(ReplacedRequestBody.copy(bytes)));
		};
	}

}
