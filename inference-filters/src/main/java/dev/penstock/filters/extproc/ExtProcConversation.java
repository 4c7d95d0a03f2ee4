package dev.penstock.filters.extproc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.extproc.SessionAction.Deadline;
import dev.penstock.filters.pick.ImmediateAnswer;
import dev.penstock.filters.pick.PickConversation;
import dev.penstock.filters.pick.PickInterruptedException;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pick.ResponseDecision;
import dev.penstock.filters.pick.ResponseHead;
import dev.penstock.filters.pick.ResponseTrailers;
import dev.penstock.filters.pool.PickerView;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Carries out what an {@link ExtProcSession} decides: connects it to a replica, to a
 * clock and to those who ask. All that happens is a task on one event loop.
 */
final class ExtProcConversation implements PickConversation, PickerStream.Owner, ResponseBodyFlux.Listener {

	/** A picker is tried once more, on another replica if there is one. */
	private static final int MAX_ATTEMPTS = 2;

	/** How much may wait for a client before the picker has to wait too. */
	private static final int MAX_EMITTED = 1024 * 1024;

	private final PickerView.ExtProc picker;

	private final PickerChannels channels;

	private final ExtProcSettings settings;

	private final SubsetHint subset;

	private final EventLoop loop;

	private final ExtProcSession session;

	private final SerialTasks tasks;

	private final Sinks.One<PickResult> result = Sinks.one();

	private final Sinks.One<ImmediateAnswer> recall = Sinks.one();

	private final Sinks.One<ResponseDecision> response = Sinks.one();

	/** What is to be sent before there is a stream. */
	private final Deque<ToPicker> early = new ArrayDeque<>();

	private int attempts;

	private @Nullable PickerStream stream;

	private @Nullable PickerLease pendingLease;

	private @Nullable ResponseBodyFlux body;

	private final ConversationTimer timer;

	private boolean cancelled;

	private boolean stalled;

	private boolean closed;

	private volatile boolean observes;

	ExtProcConversation(PickerView.ExtProc picker, PickerChannels channels, ExtProcSettings settings,
			ExtProcSession session, SubsetHint subset) {
		this.picker = picker;
		this.channels = channels;
		this.settings = settings;
		this.session = session;
		this.subset = subset;
		this.loop = channels.currentLoop();
		this.tasks = new SerialTasks(this.loop);
		this.timer = new ConversationTimer(this.loop, this.tasks);
	}

	void begin() {
		this.tasks.run(() -> {
			on(new SessionEvent.Started());
			connect(null);
		});
	}

	private void connect(@Nullable PickerReplica avoided) {
		this.attempts++;
		reserve(avoided);
	}

	private void reserve(@Nullable PickerReplica avoided) {
		PickerLease lease = this.channels.acquire(this.picker, this.loop, avoided);
		if (lease == null) {
			boolean none = this.picker.replicas().endpoints().isEmpty();
			on(new SessionEvent.PickerFailed(none ? ReasonCode.PICKER_UNAVAILABLE : ReasonCode.PICKER_UNREACHABLE,
					"endpoint picker " + this.picker.service()
							+ (none ? " has no ready replica" : " can't be connected to")));
			return;
		}
		this.pendingLease = lease;
		lease.connection().whenSettled(() -> this.tasks.run(() -> connected(lease)));
	}

	private void connected(PickerLease lease) {
		if (this.pendingLease != lease) {
			return;
		}
		this.pendingLease = null;
		if (lease.connection().state() != PickerConnection.State.READY) {
			lease.release();
			// Those that failed are known now: take any that is left.
			reserve(lease.replica());
		}
		else if (lease.connection().overbooked()) {
			lease.release();
			reserve(null);
		}
		else {
			PickerStream opened = new PickerStream(this, this.tasks, lease, this.subset);
			this.stream = opened;
			opened.start();
			while (!this.early.isEmpty()) {
				send(this.early.remove());
			}
		}
	}

	private void on(SessionEvent event) {
		for (SessionAction action : this.session.on(event)) {
			carryOut(action);
		}
		this.observes = this.session.observesResponse();
		// The picker may have taken what it was sent, or be out of the way.
		readOn();
	}

	private void carryOut(SessionAction action) {
		switch (action) {
			case SessionAction.Send(ToPicker message) -> send(message);
			case SessionAction.HalfClose _ -> halfClose();
			case SessionAction.Cancel _ -> cancelStream();
			case SessionAction.Decide(PickResult decision) -> {
				dropUnsent();
				this.observes = this.session.observesResponse();
				this.result.tryEmitValue(decision);
			}
			case SessionAction.Recall(ImmediateAnswer answer) -> this.recall.tryEmitValue(answer);
			case SessionAction.NoRecall _ -> this.recall.tryEmitEmpty();
			case SessionAction.DecideResponse(ResponseDecision decision) -> this.response.tryEmitValue(decision);
			case SessionAction.Emit(ByteBuf bytes) -> emit(bytes);
			case SessionAction.Release(ByteBuf bytes) -> bytes.release();
			case SessionAction.EditTrailers(var edit) -> Objects.requireNonNull(this.body).editTrailers(edit);
			case SessionAction.CompleteBody _ -> endBody(null);
			case SessionAction.FailBody(String message) -> endBody(new PickInterruptedException(message));
			case SessionAction.StartDeadline(Deadline kind) -> startDeadline(kind);
			case SessionAction.StopDeadline _ -> this.timer.stop();
		}
	}

	private void send(ToPicker message) {
		PickerStream current = this.stream;
		if (current == null) {
			if (!this.cancelled) {
				this.early.add(message);
			}
			return;
		}
		// The request's bytes stay valid until the decision, which drops what is queued.
		ByteBuf held = (message instanceof ToPicker.ResponseBody(ByteBuf bytes, boolean _)) ? bytes : null;
		current.send(message, held);
	}

	private void dropUnsent() {
		this.early.clear();
		if (this.stream != null) {
			this.stream.drop();
		}
	}

	private void halfClose() {
		PickerStream current = this.stream;
		if (current == null) {
			cancelStream();
			return;
		}
		current.halfClose();
		// A picker ends the stream when it reads the end; one that doesn't is broken off.
		this.timer.start(this.settings.decisionTimeout(), current::cancel);
	}

	private void cancelStream() {
		this.cancelled = true;
		this.early.clear();
		PickerLease pending = this.pendingLease;
		if (pending != null) {
			this.pendingLease = null;
			pending.release();
		}
		if (this.stream != null) {
			this.stream.cancel();
		}
	}

	private void startDeadline(Deadline kind) {
		this.stalled = false;
		this.timer.start(switch (kind) {
			case DECISION -> this.settings.decisionTimeout();
			case REQUEST_BODY -> this.settings.bodyTimeout();
			case RESPONSE_HEADERS, RESPONSE_BODY -> this.settings.responseTimeout();
		}, () -> deadlinePassed(kind));
	}

	private void deadlinePassed(Deadline kind) {
		if (isFull()) {
			// The client is slow, not the picker.
			startDeadline(kind);
		}
		else {
			on(new SessionEvent.DeadlinePassed());
		}
	}

	private void emit(ByteBuf bytes) {
		if (this.body != null) {
			this.body.emit(bytes);
		}
		else {
			bytes.release();
		}
	}

	private void endBody(@Nullable Throwable cause) {
		if (this.body != null) {
			this.body.end(cause);
		}
	}

	@Override
	public void message(PickerStream from, FromPicker message) {
		if (from == this.stream) {
			on(new SessionEvent.Received(message));
		}
	}

	@Override
	public void streamClosed(PickerStream closedStream, StreamEnd end) {
		if (closedStream != this.stream) {
			return;
		}
		this.stream = null;
		this.timer.stop();
		if (this.cancelled || this.closed || !this.session.isAttached()) {
			return;
		}
		if (end instanceof StreamEnd.Status(StreamEnd.GrpcCode code, String _) && code == StreamEnd.GrpcCode.OK) {
			on(new SessionEvent.PickerClosed());
		}
		else if (StreamFailures.isTransport(end) && !closedStream.answered() && this.attempts < MAX_ATTEMPTS) {
			on(new SessionEvent.PickerReplaced());
			connect(closedStream.replica());
		}
		else {
			on(new SessionEvent.PickerFailed(StreamFailures.reason(end),
					StreamFailures.describe(end, closedStream.replica().name())));
		}
	}

	@Override
	public void written() {
		if (this.stalled && takesMore()) {
			this.stalled = false;
			this.timer.stop();
		}
		readOn();
	}

	private void readOn() {
		if (this.body != null) {
			this.body.readOn();
		}
	}

	@Override
	public boolean isFull() {
		return this.body != null && this.body.emittedBytes() > MAX_EMITTED;
	}

	@Override
	public void chunk(ByteBuf bytes) {
		on(new SessionEvent.ResponseChunk(bytes));
		if (!takesMore() && !this.stalled) {
			// Nothing is read until the picker takes what it was sent.
			startDeadline(Deadline.RESPONSE_BODY);
			this.stalled = true;
		}
	}

	@Override
	public void complete(@Nullable HttpHeaders trailers) {
		on(new SessionEvent.ResponseEnded(trailers));
	}

	@Override
	public void failed(Throwable cause) {
		on(new SessionEvent.Closed());
	}

	@Override
	public void cancelled() {
		on(new SessionEvent.Closed());
	}

	@Override
	public boolean takesMore() {
		return this.stream == null || !this.stream.isFull();
	}

	@Override
	public void drained() {
		if (this.stream != null && !isFull()) {
			this.stream.resumeReading();
		}
	}

	@Override
	public void requestBody(ByteBuf slice, boolean last) {
		this.tasks.run(() -> on(new SessionEvent.RequestChunk(slice, last)));
	}

	@Override
	public void requestTrailers(HttpHeaders trailers) {
		this.tasks.run(() -> on(new SessionEvent.RequestTrailers()));
	}

	@Override
	public Mono<PickResult> result() {
		return this.result.asMono();
	}

	@Override
	public boolean observesResponse() {
		return this.observes;
	}

	@Override
	public Mono<ImmediateAnswer> recall() {
		return this.recall.asMono();
	}

	@Override
	public Mono<ResponseDecision> responseHeaders(ResponseHead head, String served, boolean endOfStream) {
		return this.response.asMono()
			.doOnSubscribe(
					(_) -> this.tasks.run(() -> on(new SessionEvent.ResponseStarted(head, served, endOfStream))));
	}

	@Override
	public Flux<ByteBuf> responseBody(Flux<ByteBuf> source, ResponseTrailers trailers) {
		ResponseBodyFlux flux = new ResponseBodyFlux(source, trailers, this.tasks, this);
		this.tasks.run(() -> {
			this.body = flux;
			if (this.closed) {
				flux.end(null);
			}
		});
		return flux;
	}

	@Override
	public void close() {
		this.tasks.run(() -> {
			if (this.closed) {
				return;
			}
			this.closed = true;
			List<SessionAction> actions = this.session.on(new SessionEvent.Closed());
			actions.forEach(this::carryOut);
			this.observes = false;
			if (this.body != null) {
				this.body.dispose();
			}
			this.early.clear();
		});
	}

}
