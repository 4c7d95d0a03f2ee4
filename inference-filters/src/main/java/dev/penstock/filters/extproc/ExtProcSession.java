package dev.penstock.filters.extproc;

import java.util.ArrayList;
import java.util.List;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.extproc.FromPicker.BodyChange;
import dev.penstock.filters.extproc.FromPicker.Reply;
import dev.penstock.filters.extproc.SessionAction.Cancel;
import dev.penstock.filters.extproc.SessionAction.CompleteBody;
import dev.penstock.filters.extproc.SessionAction.Deadline;
import dev.penstock.filters.extproc.SessionAction.Decide;
import dev.penstock.filters.extproc.SessionAction.DecideResponse;
import dev.penstock.filters.extproc.SessionAction.HalfClose;
import dev.penstock.filters.extproc.SessionAction.NoRecall;
import dev.penstock.filters.extproc.SessionAction.Recall;
import dev.penstock.filters.extproc.SessionAction.Send;
import dev.penstock.filters.extproc.SessionAction.StartDeadline;
import dev.penstock.filters.extproc.SessionAction.StopDeadline;
import dev.penstock.filters.extproc.SessionEvent.ResponseStarted;
import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.ImmediateAnswer;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pick.ReplacedBody;
import dev.penstock.filters.pick.RequestHead;
import dev.penstock.filters.pick.ResponseDecision;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Is the conversation with a picker about one request, as a state machine without I/O,
 * clock or threads: what happens goes in as an event, what is to be done comes out as
 * actions. Not safe for use by several threads at once.
 *
 * <p>
 * Whatever the picker says: there is one {@link Decide}, one {@link DecideResponse} for a
 * response that begins, one end for its body, and every buffer that came in is emitted or
 * released once.
 */
final class ExtProcSession {

	private final Request request;

	private final RequestPhase requestPhase;

	private final ResponsePhase responsePhase;

	private Phase phase = Phase.REQUEST;

	/** Whether the picker is there and to be shown what comes. */
	private boolean attached = true;

	private @Nullable ResponseStarted response;

	ExtProcSession(Request request) {
		this.request = request;
		this.requestPhase = new RequestPhase(request);
		this.responsePhase = new ResponsePhase(request.maxBodyBytes());
	}

	/**
	 * Takes an event.
	 * @param event what happened
	 * @return what is to be done, in order
	 */
	List<SessionAction> on(SessionEvent event) {
		List<SessionAction> actions = new ArrayList<>(4);
		switch (event) {
			case SessionEvent.Started _ -> this.requestPhase.start(actions);
			case SessionEvent.RequestChunk chunk -> {
				if (this.phase == Phase.REQUEST) {
					this.requestPhase.chunk(chunk, actions);
					afterRequestPhase(actions);
				}
			}
			case SessionEvent.RequestTrailers _ -> {
				if (this.phase == Phase.REQUEST) {
					this.requestPhase.trailers(actions);
					afterRequestPhase(actions);
				}
			}
			case ResponseStarted started -> responseStarted(started, actions);
			case SessionEvent.ResponseChunk(ByteBuf chunk) -> responseChunk(chunk, actions);
			case SessionEvent.ResponseEnded(var trailers) -> responseEnded(trailers, actions);
			case SessionEvent.Received(FromPicker message) -> {
				if (this.attached) {
					received(message, actions);
				}
			}
			case SessionEvent.PickerClosed _ -> gone(null, "it ended the exchange", actions);
			case SessionEvent.PickerFailed(ReasonCode reason, String message) -> gone(reason, message, actions);
			case SessionEvent.PickerReplaced _ -> {
				if (this.phase == Phase.REQUEST) {
					this.requestPhase.replay(actions);
				}
			}
			case SessionEvent.DeadlinePassed _ -> deadlinePassed(actions);
			case SessionEvent.Closed _ -> closed(actions);
		}
		return actions;
	}

	/**
	 * Tells whether the picker is to be shown the response.
	 * @return whether it is there and wants to see it
	 */
	boolean observesResponse() {
		return this.attached && this.phase != Phase.REQUEST && this.phase != Phase.CLOSED;
	}

	/**
	 * Tells whether the picker still matters: what happens to the stream of one that does
	 * not is nobody's business.
	 * @return whether it is there and is shown what comes
	 */
	boolean isAttached() {
		return this.attached;
	}

	private void received(FromPicker message, List<SessionAction> actions) {
		switch (message) {
			case FromPicker.RequestHeaders(Reply reply) -> {
				if (this.phase == Phase.REQUEST) {
					this.requestPhase.headers(reply, actions);
					afterRequestPhase(actions);
				}
			}
			case FromPicker.RequestBody(Reply reply) -> {
				if (this.phase == Phase.REQUEST) {
					this.requestPhase.body(reply, actions);
					afterRequestPhase(actions);
				}
			}
			case FromPicker.ResponseHeaders(Reply reply) -> {
				if (this.phase == Phase.RESPONSE_HEADERS) {
					responseHeaders(reply, actions);
				}
			}
			case FromPicker.ResponseBody(Reply reply) -> {
				if (this.phase == Phase.RESPONSE_BODY) {
					this.responsePhase.reply(reply, actions);
				}
			}
			case FromPicker.ResponseTrailers(HeaderMutation mutation) -> {
				if (this.phase == Phase.RESPONSE_BODY) {
					this.responsePhase.trailers(HeaderMutations.permitted(mutation, HttpHeaders.EMPTY), actions);
				}
			}
			case FromPicker.Immediate(ImmediateAnswer answer) -> immediate(answer, actions);
			case FromPicker.Other _ -> {
			}
		}
	}

	/** Moves on if the last event brought the decision. */
	private void afterRequestPhase(List<SessionAction> actions) {
		if (this.phase != Phase.REQUEST || actions.isEmpty() || !(actions.getLast() instanceof Decide(var result))) {
			return;
		}
		this.phase = Phase.PICKED;
		this.requestPhase.forget();
		actions.add(actions.size() - 1, new StopDeadline());
		if (result instanceof PickResult.Unavailable) {
			leave(new Cancel(), actions);
		}
		else if (!this.requestPhase.continues()) {
			leave(new HalfClose(), actions);
		}
	}

	/** Leaves the picker at the decision, how is up to the last event. */
	private void leave(SessionAction how, List<SessionAction> actions) {
		detach(actions);
		// Before the decision is handed out: who gets it asks whether the picker stays.
		int decision = actions.size();
		while (decision > 0 && !(actions.get(decision - 1) instanceof Decide)) {
			decision--;
		}
		actions.add(Math.max(0, decision - 1), how);
	}

	private void detach(List<SessionAction> actions) {
		this.attached = false;
		if (this.phase == Phase.PICKED) {
			actions.add(new NoRecall());
		}
		if (this.phase != Phase.RESPONSE_BODY) {
			this.responsePhase.passOn("", new ArrayList<>());
		}
	}

	private void responseStarted(ResponseStarted started, List<SessionAction> actions) {
		if (this.phase != Phase.PICKED) {
			return;
		}
		this.response = started;
		this.phase = Phase.RESPONSE_HEADERS;
		if (!this.attached) {
			continueUnchanged(actions);
			return;
		}
		actions.add(new NoRecall());
		actions.add(new Send(new ToPicker.ResponseHeaders(started.head(), started.endOfStream(), started.served())));
		actions.add(new StartDeadline(Deadline.RESPONSE_HEADERS));
	}

	private void responseHeaders(Reply reply, List<SessionAction> actions) {
		ResponseStarted started = this.response;
		HttpHeaders original = (started != null) ? started.head().headers() : HttpHeaders.EMPTY;
		boolean endOfStream = started != null && started.endOfStream();
		HeaderMutation mutation = HeaderMutations.permitted(reply.headers(), original);
		ReplacedBody body = (reply.replace() && reply.body() instanceof BodyChange.Replaced(var bytes))
				? new ReplacedBody(List.of(bytes)) : null;
		actions.add(new StopDeadline());
		if (reply.replace() || endOfStream) {
			detach(actions);
			actions.add(new HalfClose());
		}
		this.phase = Phase.RESPONSE_BODY;
		boolean mayAlterBody = this.attached || body != null;
		actions.add(new DecideResponse(new ResponseDecision.Continue(mutation, body, mayAlterBody)));
	}

	private void responseChunk(ByteBuf chunk, List<SessionAction> actions) {
		if (this.phase == Phase.CLOSED) {
			chunk.release();
			return;
		}
		this.responsePhase.chunk(chunk, actions);
		if (!actions.isEmpty() && actions.getLast() instanceof Cancel) {
			this.attached = false;
		}
	}

	private void responseEnded(@Nullable HttpHeaders trailers, List<SessionAction> actions) {
		if (this.phase == Phase.CLOSED) {
			actions.add(new CompleteBody());
		}
		else {
			this.responsePhase.ended(trailers, actions);
		}
	}

	private void continueUnchanged(List<SessionAction> actions) {
		this.phase = Phase.RESPONSE_BODY;
		actions.add(new DecideResponse(new ResponseDecision.Continue(HeaderMutation.NONE, null, false)));
	}

	private void immediate(ImmediateAnswer answer, List<SessionAction> actions) {
		ImmediateAnswer checked = new ImmediateAnswer(answer.status(),
				HeaderMutations.permitted(answer.headers(), HttpHeaders.EMPTY), answer.body(), answer.details());
		this.attached = false;
		actions.add(new StopDeadline());
		actions.add(new HalfClose());
		switch (this.phase) {
			case REQUEST -> {
				this.phase = Phase.CLOSED;
				actions.add(new Decide(new PickResult.Answered(checked)));
				actions.add(new NoRecall());
			}
			case PICKED -> {
				this.phase = Phase.CLOSED;
				actions.add(new Recall(checked));
			}
			case RESPONSE_HEADERS -> {
				this.phase = Phase.CLOSED;
				actions.add(new DecideResponse(new ResponseDecision.Replaced(checked)));
			}
			case RESPONSE_BODY -> this.responsePhase
				.interrupt("the endpoint picker ended the response with status " + answer.status(), actions);
			case CLOSED -> {
			}
		}
	}

	/** Goes on without a picker that closed the stream (no reason) or failed. */
	private void gone(@Nullable ReasonCode reason, String message, List<SessionAction> actions) {
		if (!this.attached) {
			return;
		}
		switch (this.phase) {
			case REQUEST -> {
				if (reason != null) {
					this.requestPhase.fail(reason, message, actions);
				}
				else {
					this.requestPhase.closed(actions);
				}
				this.phase = Phase.PICKED;
				this.requestPhase.forget();
				actions.add(actions.size() - 1, new StopDeadline());
				detach(actions);
			}
			case PICKED -> detach(actions);
			case RESPONSE_HEADERS -> {
				actions.add(new StopDeadline());
				detach(actions);
				continueUnchanged(actions);
			}
			case RESPONSE_BODY -> {
				this.attached = false;
				this.responsePhase.passOn("the endpoint picker failed (" + message + ")", actions);
			}
			case CLOSED -> {
			}
		}
	}

	private void deadlinePassed(List<SessionAction> actions) {
		if (!this.attached) {
			return;
		}
		switch (this.phase) {
			case REQUEST -> {
				this.requestPhase.timeout(actions);
				afterRequestPhase(actions);
			}
			case RESPONSE_HEADERS -> {
				detach(actions);
				actions.add(new Cancel());
				continueUnchanged(actions);
			}
			case RESPONSE_BODY -> {
				this.responsePhase.passOn("the endpoint picker stopped answering", actions);
				this.attached = false;
				actions.add(new Cancel());
			}
			case PICKED, CLOSED -> {
			}
		}
	}

	private void closed(List<SessionAction> actions) {
		if (this.phase == Phase.CLOSED) {
			return;
		}
		boolean over = this.responsePhase.over();
		boolean recallable = this.phase == Phase.REQUEST || this.phase == Phase.PICKED;
		this.phase = Phase.CLOSED;
		this.responsePhase.close();
		if (this.attached && !over) {
			actions.add(new StopDeadline());
			actions.add(new Cancel());
		}
		this.attached = false;
		if (recallable) {
			actions.add(new NoRecall());
		}
	}

	private enum Phase {

		REQUEST, PICKED, RESPONSE_HEADERS, RESPONSE_BODY, CLOSED

	}

	/**
	 * Is what the conversation is about.
	 *
	 * @param head line and headers
	 * @param endOfStream whether no body follows
	 * @param subset the endpoints that are eligible
	 * @param maxBodyBytes how much of a body may be held
	 */
	record Request(RequestHead head, boolean endOfStream, List<String> subset, int maxBodyBytes) {
	}

}
