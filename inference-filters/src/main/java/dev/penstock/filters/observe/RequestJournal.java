package dev.penstock.filters.observe;

import dev.penstock.filters.error.ReasonCode;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Notes what happens to one request while it is served. Written by the event loop that
 * serves the request, read when it has ended.
 */
public final class RequestJournal {

	/** The attribute of requests and exchanges that holds the journal. */
	public static final String ATTRIBUTE = RequestJournal.class.getName();

	private final long startNanos;

	private final RequestSpan span;

	private @Nullable String requestId;

	private @Nullable String rule;

	private @Nullable String backend;

	private @Nullable String picked;

	private @Nullable String served;

	private long pickNanos = -1;

	private @Nullable String pickOutcome;

	private long pickStartNanos = -1;

	private @Nullable ReasonCode failedOpen;

	private @Nullable String failedOpenMessage;

	private @Nullable ReasonCode reason;

	private @Nullable String message;

	private int attempts;

	private long requestBytes;

	private long responseBytes;

	private long firstByteNanos = -1;

	private boolean aborted;

	private final UsageScanner usage = new UsageScanner();

	private final boolean readsUsage;

	/**
	 * Begins a journal.
	 * @param startNanos the {@link System#nanoTime()} of the request's arrival
	 */
	public RequestJournal(long startNanos) {
		this(startNanos, RequestSpan.NONE, true);
	}

	/**
	 * Begins a journal of a request that may be traced.
	 * @param startNanos the {@link System#nanoTime()} of the request's arrival
	 * @param span the request's span
	 * @param readsUsage whether the response is searched for numbers of tokens
	 */
	RequestJournal(long startNanos, RequestSpan span, boolean readsUsage) {
		this.startNanos = startNanos;
		this.span = span;
		this.readsUsage = readsUsage;
	}

	/**
	 * Notes the identity by which logs of the gateway, the picker and the endpoint join.
	 * @param requestId the identity, the client's own if it sent one
	 */
	public void requestId(String requestId) {
		this.requestId = requestId;
	}

	/**
	 * Notes the rule that serves the request.
	 * @param rule the rule's identity
	 */
	public void rule(String rule) {
		this.rule = rule;
	}

	/**
	 * Notes the backend that was chosen.
	 * @param backend the pool's or Service's name
	 */
	public void backend(String backend) {
		this.backend = backend;
	}

	/** Notes that a picker is about to be asked. */
	public void pickBegun() {
		this.pickStartNanos = System.nanoTime();
	}

	/**
	 * Notes what the picker decided.
	 * @param outcome the kind of decision
	 * @param picked the candidates, best first; null if there are none
	 */
	public void pick(String outcome, @Nullable String picked) {
		this.pickOutcome = outcome;
		this.picked = picked;
		this.pickNanos = System.nanoTime() - this.pickStartNanos;
	}

	/** Notes that the picker took its decision back. */
	public void pickRecalled() {
		this.pickOutcome = "recalled";
		this.picked = null;
	}

	/**
	 * Notes that the request goes on although its picker failed.
	 * @param reason how the picker failed
	 * @param message how the picker failed, in words
	 */
	public void failedOpen(ReasonCode reason, String message) {
		this.failedOpen = reason;
		this.failedOpenMessage = message;
	}

	/**
	 * Notes an attempt at an endpoint.
	 * @param endpoint the endpoint
	 */
	public void attempt(String endpoint) {
		this.attempts++;
		this.served = endpoint;
	}

	/**
	 * Notes that the gateway itself answers.
	 * @param reason why
	 * @param message why, in words
	 */
	public void refused(ReasonCode reason, String message) {
		this.reason = reason;
		this.message = message;
	}

	/**
	 * Notes that the request broke off because the rest of it can't be read: the client
	 * did not leave, it was told so.
	 * @param message what is wrong with it
	 */
	public void unreadable(String message) {
		refused(ReasonCode.BAD_REQUEST, message);
		this.aborted = false;
	}

	/**
	 * Counts bytes of the request's body.
	 * @param bytes the number of bytes
	 */
	public void requestBytes(int bytes) {
		this.requestBytes += bytes;
	}

	/**
	 * Notes a part of the response's body on its way to the client.
	 * @param part the part; only read
	 */
	public void responsePart(ByteBuf part) {
		if (this.firstByteNanos < 0) {
			this.firstByteNanos = System.nanoTime();
		}
		this.responseBytes += part.readableBytes();
		if (this.readsUsage) {
			this.usage.scan(part);
		}
	}

	/** Notes that the client left before the response was complete. */
	public void aborted() {
		this.aborted = true;
	}

	/**
	 * Returns when the request arrived.
	 * @return a {@link System#nanoTime()}
	 */
	public long startNanos() {
		return this.startNanos;
	}

	/**
	 * Returns the request's span.
	 * @return the span, of which whoever made the journal sees the end
	 */
	public RequestSpan span() {
		return this.span;
	}

	/**
	 * Returns the identity by which logs join.
	 * @return the identity, or null if the request was sent nowhere
	 */
	public @Nullable String requestId() {
		return this.requestId;
	}

	/**
	 * Returns the rule that serves the request.
	 * @return the rule's identity, or null if none does
	 */
	public @Nullable String rule() {
		return this.rule;
	}

	/**
	 * Returns the backend that was chosen.
	 * @return the pool's or Service's name, or null
	 */
	public @Nullable String backend() {
		return this.backend;
	}

	/**
	 * Returns the candidates that the picker named.
	 * @return the endpoints, best first, or null
	 */
	public @Nullable String picked() {
		return this.picked;
	}

	/**
	 * Returns the endpoint of the last attempt.
	 * @return the endpoint, or null if none was tried
	 */
	public @Nullable String served() {
		return this.served;
	}

	/**
	 * Returns when the picker was asked.
	 * @return a {@link System#nanoTime()}, or -1 if none was
	 */
	public long pickStartNanos() {
		return this.pickStartNanos;
	}

	/**
	 * Returns how long the pick took.
	 * @return nanoseconds, or -1 if nothing was decided
	 */
	public long pickNanos() {
		return this.pickNanos;
	}

	/**
	 * Returns the kind of decision of the picker.
	 * @return the outcome, or null if nothing was decided
	 */
	public @Nullable String pickOutcome() {
		return this.pickOutcome;
	}

	/**
	 * Returns how the picker failed of a request that went on nevertheless.
	 * @return the reason, or null
	 */
	public @Nullable ReasonCode failedOpen() {
		return this.failedOpen;
	}

	/**
	 * Returns how the picker failed of a request that went on nevertheless, in words.
	 * @return the message, or null
	 */
	public @Nullable String failedOpenMessage() {
		return this.failedOpenMessage;
	}

	/**
	 * Returns why the request did not end with a whole response of its backend, for
	 * metrics, spans and the last picks.
	 * @return {@code client_left}, the code of the reason for which the gateway itself
	 * answered, or null
	 */
	@Nullable String endCode() {
		return isAborted() ? "client_left" : ReasonCode.codeOf(this.reason);
	}

	/**
	 * Returns why the gateway itself answered.
	 * @return the reason, or null if it did not
	 */
	public @Nullable ReasonCode reason() {
		return this.reason;
	}

	/**
	 * Returns why the gateway itself answered, in words.
	 * @return the message, or null if it did not
	 */
	public @Nullable String message() {
		return this.message;
	}

	/**
	 * Returns how many endpoints were tried.
	 * @return the number of attempts
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * Returns the size of the request's body.
	 * @return the bytes read so far
	 */
	public long requestBytes() {
		return this.requestBytes;
	}

	/**
	 * Returns the size of the response's body.
	 * @return the bytes sent so far
	 */
	public long responseBytes() {
		return this.responseBytes;
	}

	/**
	 * Returns when the first part of the response's body came.
	 * @return a {@link System#nanoTime()}, or -1 if there was none
	 */
	public long firstByteNanos() {
		return this.firstByteNanos;
	}

	/**
	 * Tells whether the client left early.
	 * @return whether it left before the response was complete
	 */
	public boolean isAborted() {
		return this.aborted;
	}

	/**
	 * Returns what the response said of tokens.
	 * @return the scanner that saw the body
	 */
	public UsageScanner usage() {
		return this.usage;
	}

}
