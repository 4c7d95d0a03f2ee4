package dev.penstock.filters.upstream;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Is the body of a response, for one subscriber. What comes before it is asked for is
 * kept, and then the connection is not read on: a slow client slows its endpoint down.
 */
final class Http1ResponseBody extends Flux<ByteBuf> implements Subscription {

	private final Http1Exchange exchange;

	private final EventLoop loop;

	private final Queue<ByteBuf> waiting = new ArrayDeque<>(2);

	private final AtomicLong demand = new AtomicLong();

	private @Nullable CoreSubscriber<? super ByteBuf> subscriber;

	private @Nullable Throwable failure;

	private volatile @Nullable HttpHeaders trailers;

	/** Whether the response was handed over: until then nobody can ask for its body. */
	private boolean opened;

	private boolean complete;

	private boolean ended;

	private boolean emitting;

	private boolean paused;

	Http1ResponseBody(Http1Exchange exchange, EventLoop loop) {
		this.exchange = exchange;
		this.loop = loop;
	}

	void next(ByteBuf part) {
		if (!part.isReadable() || this.ended) {
			part.release();
			return;
		}
		this.waiting.add(part);
		emit();
		pauseUnlessAsked();
	}

	void opened() {
		this.opened = true;
		pauseUnlessAsked();
	}

	private void pauseUnlessAsked() {
		if (this.opened && !this.complete && !this.waiting.isEmpty() && !this.paused && !this.ended) {
			this.paused = true;
			this.exchange.read(false);
		}
	}

	void complete(HttpHeaders received) {
		this.trailers = received;
		this.complete = true;
		emit();
	}

	void fail(Throwable cause) {
		if (!this.complete) {
			this.failure = cause;
			this.complete = true;
			emit();
		}
	}

	boolean isComplete() {
		return this.complete;
	}

	boolean isWhole() {
		HttpHeaders received = this.trailers;
		return received != null && received.isEmpty() && !this.waiting.isEmpty() && this.failure == null;
	}

	@Nullable HttpHeaders trailers() {
		return this.trailers;
	}

	/** Releases what nobody will read. */
	void discard() {
		this.ended = true;
		this.waiting.forEach(ByteBuf::release);
		this.waiting.clear();
	}

	@Override
	public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
		if (this.loop.inEventLoop()) {
			attach(actual);
		}
		else {
			this.loop.execute(() -> attach(actual));
		}
	}

	private void attach(CoreSubscriber<? super ByteBuf> actual) {
		if (this.subscriber != null) {
			Operators.error(actual, new IllegalStateException("a response's body can be read once"));
			return;
		}
		this.subscriber = actual;
		actual.onSubscribe(this);
		emit();
	}

	@Override
	public void request(long n) {
		this.demand.accumulateAndGet(n, Operators::addCap);
		if (this.loop.inEventLoop()) {
			emit();
		}
		else {
			this.loop.execute(this::emit);
		}
	}

	@Override
	public void cancel() {
		this.exchange.close();
	}

	private void emit() {
		CoreSubscriber<? super ByteBuf> target = this.subscriber;
		if (this.emitting || this.ended || target == null) {
			return;
		}
		this.emitting = true;
		while (this.demand.get() > 0) {
			ByteBuf part = this.waiting.poll();
			if (part == null) {
				break;
			}
			if (this.demand.get() != Long.MAX_VALUE) {
				this.demand.decrementAndGet();
			}
			target.onNext(part);
		}
		this.emitting = false;
		if (this.waiting.isEmpty() && !this.ended) {
			if (this.complete) {
				this.ended = true;
				end(target);
			}
			else if (this.paused && this.demand.get() > 0) {
				this.paused = false;
				this.exchange.read(true);
			}
		}
	}

	private void end(CoreSubscriber<? super ByteBuf> target) {
		if (this.failure != null) {
			target.onError(this.failure);
		}
		else {
			target.onComplete();
		}
	}

}
