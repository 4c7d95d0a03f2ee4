package dev.penstock.filters.proxy;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.netty.channel.AbortedException;
import reactor.util.context.Context;

/**
 * Passes a client's body on as fast as it is asked for, and notices at once when the
 * client is gone: that its connection ended is told before what is still held, as nobody
 * needs that any more. The end of a HTTP/1.1 connection shows only to who reads up to it,
 * so a body that nobody has asked for in a while is read ahead of demand; the limit of
 * bodies limits how much that can be.
 */
final class ClientBodyFlux extends Flux<ByteBuf> {

	/** How long nobody may ask for more before the body is read ahead. */
	private static final long PATIENCE_MILLIS = 500;

	private final Flux<ByteBuf> source;

	private final Channel channel;

	ClientBodyFlux(Flux<ByteBuf> source, Channel channel) {
		this.source = source;
		this.channel = channel;
	}

	@Override
	public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
		Reading reading = new Reading(actual, this.channel);
		this.source.subscribe(reading);
	}

	/** Runs on the event loop of the client's connection. */
	private static final class Reading implements CoreSubscriber<ByteBuf>, Subscription {

		private final CoreSubscriber<? super ByteBuf> actual;

		private final Channel channel;

		private final EventExecutor executor;

		private final GenericFutureListener<Future<Void>> departure = (_) -> run(this::departed);

		private final Queue<ByteBuf> waiting = new ArrayDeque<>(2);

		private @Nullable Subscription upstream;

		private @Nullable Future<?> patience;

		private long demand;

		private boolean ahead;

		private boolean complete;

		private boolean ended;

		private boolean emitting;

		Reading(CoreSubscriber<? super ByteBuf> actual, Channel channel) {
			this.actual = actual;
			this.channel = channel;
			this.executor = channel.eventLoop();
		}

		private void run(Runnable task) {
			if (this.executor.inEventLoop()) {
				task.run();
			}
			else {
				this.executor.execute(task);
			}
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.actual.onSubscribe(this);
			this.channel.closeFuture().addListener(this.departure);
		}

		@Override
		public void request(long n) {
			if (Operators.validate(n)) {
				run(() -> requested(n));
			}
		}

		private void requested(long n) {
			stopWaiting();
			this.demand = Operators.addCap(this.demand, n);
			Subscription subscription = this.upstream;
			if (!this.ahead && !this.complete && !this.ended && subscription != null) {
				subscription.request(n);
			}
			emit();
		}

		@Override
		public void cancel() {
			run(() -> {
				if (!this.ended) {
					stop();
					if (this.upstream != null) {
						this.upstream.cancel();
					}
				}
			});
		}

		@Override
		public void onNext(ByteBuf part) {
			run(() -> {
				if (this.ended) {
					part.release();
				}
				else {
					this.waiting.add(part);
					emit();
				}
			});
		}

		@Override
		public void onError(Throwable failure) {
			run(() -> fail(failure));
		}

		@Override
		public void onComplete() {
			run(() -> {
				this.complete = true;
				emit();
			});
		}

		private void departed() {
			// A body that is complete is no longer the client's.
			if (!this.complete && !this.ended) {
				Subscription subscription = this.upstream;
				fail(new AbortedException("the client left before its request was complete"));
				if (subscription != null) {
					subscription.cancel();
				}
			}
		}

		private void fail(Throwable failure) {
			if (this.ended) {
				Operators.onErrorDropped(failure, currentContext());
				return;
			}
			stop();
			this.actual.onError(failure);
		}

		private void emit() {
			if (this.emitting) {
				return;
			}
			this.emitting = true;
			while (this.demand > 0 && !this.ended) {
				ByteBuf part = this.waiting.poll();
				if (part == null) {
					break;
				}
				if (this.demand != Long.MAX_VALUE) {
					this.demand--;
				}
				this.actual.onNext(part);
			}
			this.emitting = false;
			if (this.ended) {
				return;
			}
			if (this.complete && this.waiting.isEmpty()) {
				stop();
				this.actual.onComplete();
			}
			else if (this.demand == 0 && !this.ahead && !this.complete && this.patience == null) {
				this.patience = this.executor.schedule(this::readAhead, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
			}
		}

		private void readAhead() {
			this.patience = null;
			Subscription subscription = this.upstream;
			if (!this.ended && !this.complete && subscription != null) {
				this.ahead = true;
				subscription.request(Long.MAX_VALUE);
			}
		}

		private void stopWaiting() {
			if (this.patience != null) {
				this.patience.cancel(false);
				this.patience = null;
			}
		}

		private void stop() {
			this.ended = true;
			stopWaiting();
			this.channel.closeFuture().removeListener(this.departure);
			this.waiting.forEach(ByteBuf::release);
			this.waiting.clear();
		}

	}

}
