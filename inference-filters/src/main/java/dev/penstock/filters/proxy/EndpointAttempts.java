package dev.penstock.filters.proxy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import dev.penstock.filters.observe.RequestJournal;
import dev.penstock.filters.pool.Candidates;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.route.RetryPolicy;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.upstream.UpstreamClient;
import dev.penstock.filters.upstream.UpstreamFailure;
import dev.penstock.filters.upstream.UpstreamRequest;
import dev.penstock.filters.upstream.UpstreamResponse;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends one request to an endpoint, and to further ones for as long as it may be sent
 * again. The endpoint of the last attempt counts as busy until {@link #close}.
 */
final class EndpointAttempts {

	private final UpstreamClient client;

	private final RuleView rule;

	private final RequestJournal journal;

	private final EventExecutor executor;

	private volatile @Nullable UpstreamEndpoint endpoint;

	private @Nullable Deadline deadline;

	private volatile boolean closed;

	EndpointAttempts(UpstreamClient client, RuleView rule, RequestJournal journal, EventExecutor executor) {
		this.client = client;
		this.rule = rule;
		this.journal = journal;
		this.executor = executor;
	}

	/**
	 * Sends a request.
	 * @param candidates the endpoints to try
	 * @param group the pool or Service that they belong to
	 * @param request the request
	 * @param afterReset whether an endpoint may have seen the request before another one
	 * does, even if the rule doesn't say so
	 * @return the first response that is not to be tried again, or the last one; fails
	 * with a {@link RefusedRequestException}
	 */
	Mono<UpstreamResponse> send(Candidates candidates, EndpointGroup group, UpstreamRequest request,
			AfterReset afterReset) {
		UpstreamEndpoint first = candidates.next();
		return (first != null) ? attempt(first, new Sending(candidates, group, request, afterReset))
				: Mono.error(new RefusedRequestException(ReasonCode.NO_READY_ENDPOINT, "no endpoint is left to try"));
	}

	private Mono<UpstreamResponse> attempt(UpstreamEndpoint candidate, Sending sending) {
		hold(candidate);
		this.journal.attempt(candidate.authority());
		Deadline.cancel(this.deadline);
		this.deadline = Deadline.start(this.rule.backendTimeout(),
				"rule " + this.rule.id() + " allows " + this.rule.backendTimeout() + " for a backend", this.executor);
		Mono<UpstreamResponse> sent = Deadline.apply(this.deadline,
				this.client.send(candidate, sending.group().transport(), sending.request()));
		RetryPolicy retry = this.rule.retry();
		if (retry == null || retry.codes().isEmpty()) {
			return sent.onErrorResume((failure) -> afterFailure(failure, sending));
		}
		// Not by an error, which would end the exchange whose response may be passed on.
		return sent.<Outcome>map(Outcome.Answered::new)
			.onErrorResume((failure) -> Mono.just(new Outcome.Failed(failure)))
			.flatMap((outcome) -> switch (outcome) {
				case Outcome.Answered(UpstreamResponse response) -> retry.codes().contains(response.status())
						? afterNamedStatus(response, sending) : Mono.just(response);
				case Outcome.Failed(Throwable failure) -> afterFailure(failure, sending);
			});
	}

	private Mono<UpstreamResponse> afterNamedStatus(UpstreamResponse response, Sending sending) {
		UpstreamEndpoint next = sending.request().body().isReplayable() ? sending.candidates().next() : null;
		if (next == null) {
			return Mono.just(response);
		}
		response.close();
		return attemptLater(next, sending);
	}

	private Mono<UpstreamResponse> afterFailure(Throwable failure, Sending sending) {
		UpstreamEndpoint next = mayTryNext(failure, sending) ? sending.candidates().next() : null;
		if (next != null) {
			return attemptLater(next, sending);
		}
		return Mono.error((failure instanceof UpstreamFailure upstream)
				? new RefusedRequestException(upstream.reason(), upstream.getMessage()) : failure);
	}

	private boolean mayTryNext(Throwable failure, Sending sending) {
		boolean retries = this.rule.retry() != null;
		boolean replayable = sending.request().body().isReplayable();
		if (failure instanceof UpstreamFailure upstream) {
			return upstream.reason() == ReasonCode.UPSTREAM_CONNECT_FAILED
					|| (replayable && (retries || sending.afterReset() == AfterReset.TRY_NEXT));
		}
		return retries && replayable && failure instanceof RefusedRequestException refusal
				&& refusal.reason() == ReasonCode.TIMEOUT;
	}

	private Mono<UpstreamResponse> attemptLater(UpstreamEndpoint next, Sending sending) {
		return pause().then(Mono.defer(() -> attempt(next, sending)));
	}

	/** Waits without keeping an endpoint busy. */
	private Mono<Void> pause() {
		RetryPolicy retry = this.rule.retry();
		Duration backoff = (retry != null) ? retry.backoff() : Duration.ZERO;
		if (backoff.isZero()) {
			return Mono.empty();
		}
		Deadline.cancel(this.deadline);
		this.deadline = null;
		hold(null);
		return Mono.create((sink) -> {
			Future<?> timer = this.executor.schedule(() -> sink.success(), backoff.toNanos(), TimeUnit.NANOSECONDS);
			sink.onDispose(() -> timer.cancel(false));
		});
	}

	/** The endpoint's event loop may be another one than the client's, which closes. */
	private synchronized void hold(@Nullable UpstreamEndpoint next) {
		if (this.endpoint != null) {
			this.endpoint.release();
		}
		this.endpoint = this.closed ? null : next;
		if (this.endpoint != null) {
			this.endpoint.acquire();
		}
	}

	/**
	 * Returns the name of the endpoint that the last attempt was at.
	 * @return {@code address:port}, or the empty string if there was none
	 */
	String served() {
		UpstreamEndpoint current = this.endpoint;
		return (current != null) ? current.authority() : "";
	}

	/**
	 * Ends a body when the last attempt takes longer than it may.
	 * @param body the response's body
	 * @return the body, within the limit
	 */
	<T> Flux<T> limit(Flux<T> body) {
		return Deadline.apply(this.deadline, body);
	}

	/** Gives the endpoint back. May be called often. */
	void close() {
		this.closed = true;
		Deadline.cancel(this.deadline);
		hold(null);
	}

	/** Is what follows a reset where the rule does not say. */
	enum AfterReset {

		/** The request is refused, as the endpoint may have seen it. */
		GIVE_UP,

		/** The next endpoint gets the request: a picker named it for that. */
		TRY_NEXT

	}

	/**
	 * Is a request with where it may go.
	 */
	private record Sending(Candidates candidates, EndpointGroup group, UpstreamRequest request, AfterReset afterReset) {
	}

	/** Is how an attempt ended. */
	private sealed interface Outcome {

		record Answered(UpstreamResponse response) implements Outcome {
		}

		record Failed(Throwable failure) implements Outcome {
		}

	}

}
