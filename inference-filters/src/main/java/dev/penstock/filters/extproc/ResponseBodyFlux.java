package dev.penstock.filters.extproc;

import java.util.ArrayDeque;
import java.util.Deque;

import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.ResponseTrailers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.http.HttpHeaders;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Leads a response's body from the model server through a conversation to the client. The
 * model server is read only while the client has asked for more than it got and the
 * picker takes what it is sent.
 */
final class ResponseBodyFlux extends Flux<ByteBuf> {

	private final Flux<ByteBuf> source;

	private final Listener listener;

	private final ResponseTrailers trailers;

	private final SerialTasks tasks;

	/** What follows is only used by the tasks. */
	private final Deque<ByteBuf> emitted = new ArrayDeque<>();

	private long emittedBytes;

	private @Nullable CoreSubscriber<? super ByteBuf> subscriber;

	private @Nullable Subscription upstream;

	private long requested;

	private boolean reading;

	private boolean upstreamOver;

	private boolean ended;

	private @Nullable Throwable failure;

	private boolean terminated;

	ResponseBodyFlux(Flux<ByteBuf> source, ResponseTrailers trailers, SerialTasks tasks, Listener listener) {
		this.source = source;
		this.trailers = trailers;
		this.tasks = tasks;
		this.listener = listener;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
		this.tasks.run(() -> {
			if (this.subscriber != null) {
				Operators.error(actual, new IllegalStateException("a response's body can be subscribed to once"));
				return;
			}
			this.subscriber = actual;
			actual.onSubscribe(new Downstream());
			this.source.subscribe(new Upstream(actual.currentContext()));
		});
	}

	/** Emits bytes, which become the subscriber's. */
	void emit(ByteBuf bytes) {
		if (this.terminated || this.ended) {
			bytes.release();
			return;
		}
		this.emitted.add(bytes);
		this.emittedBytes += bytes.readableBytes();
		drain();
	}

	/** Changes what follows the body. */
	void editTrailers(HeaderMutation edit) {
		this.trailers.edit(edit);
	}

	/** Ends the body after what was emitted; null for well. */
	void end(@Nullable Throwable cause) {
		if (!this.ended) {
			this.ended = true;
			this.failure = cause;
			cancelUpstream();
			drain();
		}
	}

	/** Drops everything and says nothing more. */
	void dispose() {
		this.terminated = true;
		cancelUpstream();
		this.emitted.forEach(ByteBuf::release);
		this.emitted.clear();
		this.emittedBytes = 0;
	}

	long emittedBytes() {
		return this.emittedBytes;
	}

	/** Reads on if there is need for more. */
	void readOn() {
		Subscription subscription = this.upstream;
		if (subscription != null && !this.reading && !this.upstreamOver && !this.terminated && !this.ended
				&& this.requested > 0 && this.emitted.isEmpty() && this.listener.takesMore()) {
			this.reading = true;
			subscription.request(1);
		}
	}

	private void cancelUpstream() {
		Subscription subscription = this.upstream;
		if (subscription != null && !this.upstreamOver) {
			this.upstreamOver = true;
			subscription.cancel();
		}
	}

	private void drain() {
		CoreSubscriber<? super ByteBuf> actual = this.subscriber;
		if (actual == null) {
			return;
		}
		boolean some = false;
		while (this.requested > 0 && !this.terminated) {
			ByteBuf next = this.emitted.poll();
			if (next == null) {
				break;
			}
			some = true;
			this.emittedBytes -= next.readableBytes();
			if (this.requested != Long.MAX_VALUE) {
				this.requested--;
			}
			actual.onNext(next);
		}
		if (some) {
			this.listener.drained();
		}
		if (this.ended && this.emitted.isEmpty() && !this.terminated) {
			this.terminated = true;
			Throwable cause = this.failure;
			if (cause != null) {
				actual.onError(cause);
			}
			else {
				actual.onComplete();
			}
			return;
		}
		readOn();
	}

	/** Is told what comes, by tasks. */
	interface Listener {

		/** A part of the body came, which becomes the listener's. */
		void chunk(ByteBuf bytes);

		/** The body is complete, and this follows it; null for nothing. */
		void complete(@Nullable HttpHeaders trailers);

		/** The model server's connection failed. */
		void failed(Throwable cause);

		/** The client left. */
		void cancelled();

		/** Whether more of the body can be taken now. */
		boolean takesMore();

		/** The client took some of what was emitted. */
		void drained();

	}

	private final class Downstream implements Subscription {

		@Override
		public void request(long n) {
			if (Operators.validate(n)) {
				ResponseBodyFlux.this.tasks.run(() -> {
					ResponseBodyFlux.this.requested = Operators.addCap(ResponseBodyFlux.this.requested, n);
					drain();
				});
			}
		}

		@Override
		public void cancel() {
			ResponseBodyFlux.this.tasks.run(() -> {
				if (!ResponseBodyFlux.this.terminated) {
					dispose();
					ResponseBodyFlux.this.listener.cancelled();
				}
			});
		}

	}

	private final class Upstream implements CoreSubscriber<ByteBuf> {

		private final Context context;

		Upstream(Context context) {
			this.context = context;
		}

		@Override
		public Context currentContext() {
			return this.context;
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			ResponseBodyFlux.this.tasks.run(() -> {
				ResponseBodyFlux.this.upstream = subscription;
				if (ResponseBodyFlux.this.terminated || ResponseBodyFlux.this.ended) {
					cancelUpstream();
				}
				else {
					readOn();
				}
			});
		}

		@Override
		public void onNext(ByteBuf bytes) {
			ResponseBodyFlux.this.tasks.run(() -> {
				ResponseBodyFlux.this.reading = false;
				if (ResponseBodyFlux.this.terminated || ResponseBodyFlux.this.ended) {
					bytes.release();
					return;
				}
				ResponseBodyFlux.this.listener.chunk(bytes);
				readOn();
			});
		}

		@Override
		public void onError(Throwable cause) {
			ResponseBodyFlux.this.tasks.run(() -> {
				if (!ResponseBodyFlux.this.upstreamOver) {
					ResponseBodyFlux.this.upstreamOver = true;
					ResponseBodyFlux.this.listener.failed(cause);
					end(cause);
				}
			});
		}

		@Override
		public void onComplete() {
			ResponseBodyFlux.this.tasks.run(() -> {
				if (!ResponseBodyFlux.this.upstreamOver) {
					ResponseBodyFlux.this.upstreamOver = true;
					ResponseBodyFlux.this.listener.complete(ResponseBodyFlux.this.trailers.received());
				}
			});
		}

	}

}
