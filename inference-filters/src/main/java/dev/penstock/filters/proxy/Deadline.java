package dev.penstock.filters.proxy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Ends what takes longer than a route allows. */
final class Deadline {

	private final Sinks.Empty<Void> reached = Sinks.empty();

	private final Future<?> timer;

	private Deadline(Duration limit, String message, EventExecutor executor) {
		this.timer = executor.schedule(
				() -> this.reached.tryEmitError(new RefusedRequestException(ReasonCode.TIMEOUT, message)),
				limit.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Starts a deadline.
	 * @param limit how long something may take; null for no limit
	 * @param message what is said when it takes longer
	 * @param executor where time is taken
	 * @return the deadline, or null if there is no limit
	 */
	static @Nullable Deadline start(@Nullable Duration limit, String message, EventExecutor executor) {
		return (limit != null) ? new Deadline(limit, message, executor) : null;
	}

	static <T> Mono<T> apply(@Nullable Deadline deadline, Mono<T> source) {
		return (deadline != null) ? Mono.firstWithSignal(source, deadline.reached.asMono().then(Mono.never())) : source;
	}

	static <T> Flux<T> apply(@Nullable Deadline deadline, Flux<T> source) {
		return (deadline != null) ? source.takeUntilOther(deadline.reached.asMono()) : source;
	}

	static void cancel(@Nullable Deadline deadline) {
		if (deadline != null) {
			deadline.timer.cancel(false);
		}
	}

}
