package dev.penstock.filters.observe;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import dev.penstock.filters.error.ReasonCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Turns journals of requests that have ended into metrics. All labels are bounded: they
 * are names of rules and backends, status codes and reason codes.
 */
public final class RequestObserver {

	private static final String NONE = "none";

	private static final Duration[] BUCKETS = { Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10),
			Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1),
			Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(300) };

	private static final Duration[] PICK_BUCKETS = { Duration.ofNanos(100_000), Duration.ofNanos(500_000),
			Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
			Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1),
			Duration.ofSeconds(5) };

	private final MeterRegistry meters;

	private final List<EndedRequestListener> listeners;

	private final RequestTracing tracing;

	private final boolean usage;

	private final Map<RequestLabels, Timer> requests = new ConcurrentHashMap<>();

	private final Map<PickLabels, Timer> picks = new ConcurrentHashMap<>();

	/**
	 * Creates an observer.
	 * @param meters where metrics are registered
	 * @param listeners who else is told of requests that have ended
	 * @param tracing begins the spans of requests
	 */
	public RequestObserver(MeterRegistry meters, List<EndedRequestListener> listeners, RequestTracing tracing) {
		this.tracing = tracing;
		this.meters = meters;
		this.listeners = List.copyOf(listeners);
		this.usage = listeners.stream().anyMatch(EndedRequestListener::readsUsage);
	}

	/**
	 * Takes note of the arrival of a request.
	 * @param headers its headers; only read
	 * @return a journal, to be given to {@link #ended} once
	 */
	public RequestJournal begin(HttpHeaders headers) {
		return new RequestJournal(System.nanoTime(), this.tracing.begin(headers), this.usage);
	}

	/**
	 * Takes note of the end of a request.
	 * @param ended the request
	 */
	public void ended(EndedRequest ended) {
		RequestJournal journal = ended.journal();
		ReasonCode reason = journal.reason();
		RequestLabels labels = new RequestLabels(orNone(journal.rule()), orNone(journal.backend()), ended.status(),
				orNone(journal.endCode()));
		this.requests.computeIfAbsent(labels, this::requestTimer).record(ended.nanos(), TimeUnit.NANOSECONDS);
		if (journal.pickOutcome() != null) {
			this.picks
				.computeIfAbsent(new PickLabels(orNone(journal.backend()), journal.pickOutcome()), this::pickTimer)
				.record(journal.pickNanos(), TimeUnit.NANOSECONDS);
		}
		if (journal.failedOpen() != null) {
			counter("penstock.fail.open", "Requests that went on although their picker failed",
					orNone(journal.backend()), "reason", journal.failedOpen().code())
				.increment();
		}
		if (journal.attempts() > 1) {
			counter("penstock.fallbacks", "Further endpoints that were tried after one failed",
					orNone(journal.backend()), "outcome", (reason != null) ? "failed" : "served")
				.increment(journal.attempts() - 1.0);
		}
		journal.span().end(ended);
		this.listeners.forEach((listener) -> listener.ended(ended));
	}

	private Timer requestTimer(RequestLabels labels) {
		return Timer.builder("penstock.requests")
			.description("Requests, from arrival to the end of the response")
			.tag("rule", labels.rule())
			.tag("backend", labels.backend())
			.tag("status", Integer.toString(labels.status()))
			.tag("reason", labels.reason())
			.serviceLevelObjectives(BUCKETS)
			.register(this.meters);
	}

	private Timer pickTimer(PickLabels labels) {
		return Timer.builder("penstock.picks")
			.description("Picks, from the question to the decision")
			.tag("pool", labels.pool())
			.tag("outcome", labels.outcome())
			.serviceLevelObjectives(PICK_BUCKETS)
			.register(this.meters);
	}

	private Counter counter(String name, String description, String backend, String label, String value) {
		return Counter.builder(name)
			.description(description)
			.tag("backend", backend)
			.tag(label, value)
			.register(this.meters);
	}

	private static String orNone(@Nullable String value) {
		return (value != null) ? value : NONE;
	}

	private record RequestLabels(String rule, String backend, int status, String reason) {
	}

	private record PickLabels(String pool, String outcome) {
	}

}
