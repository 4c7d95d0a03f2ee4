package dev.penstock.filters.observe;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Begins spans of Micrometer Tracing. Names and attributes are bounded and follow the
 * semantic conventions of OpenTelemetry where those have them.
 */
public final class MicrometerRequestTracing implements RequestTracing {

	/** Belongs to one {@code traceparent} and means nothing with another. */
	private static final String TRACESTATE = "tracestate";

	/** Those that the conventions know; any other is {@code _OTHER}. */
	private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS",
			"TRACE", "PATCH", "QUERY");

	private final Tracer tracer;

	private final Propagator propagator;

	private final boolean passesState;

	/**
	 * Creates a tracing.
	 * @param tracer makes spans
	 * @param propagator reads and writes the headers by which spans are named
	 */
	public MicrometerRequestTracing(Tracer tracer, Propagator propagator) {
		this.tracer = tracer;
		this.propagator = propagator;
		this.passesState = propagator.fields().contains(TRACESTATE);
	}

	@Override
	public RequestSpan begin(HttpHeaders headers) {
		return new TracedRequest(this.propagator.extract(headers, MicrometerRequestTracing::value)
			.kind(Span.Kind.SERVER)
			.name("request")
			.start());
	}

	/** A {@code tracestate} may come in several lines, anything else may not. */
	private static @Nullable String value(HttpHeaders headers, String name) {
		List<String> values = headers.get(name);
		return (values == null || values.isEmpty()) ? null
				: (values.size() == 1) ? values.getFirst() : String.join(",", values);
	}

	private void inject(Span span, HttpHeaders headers) {
		if (this.passesState) {
			headers.remove(TRACESTATE);
		}
		this.propagator.inject(span.context(), headers, MicrometerRequestTracing::set);
	}

	private static void set(@Nullable HttpHeaders headers, String name, String value) {
		if (headers != null) {
			headers.set(name, value);
		}
	}

	private Span beginPick(Span parent) {
		return this.tracer.spanBuilder()
			.setParent(parent.context())
			.kind(Span.Kind.CLIENT)
			.name("pick endpoint")
			.start();
	}

	/** Is what an endpoint answered, as the exception that a span's error has to be. */
	private static final class ServerErrorException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		ServerErrorException(String message) {
			super(message, null, false, false);
		}

	}

	/** Is one request with its spans. */
	private final class TracedRequest implements RequestSpan {

		private final Span span;

		/** Empty before the pick and after it. */
		private final AtomicReference<@Nullable Span> pick = new AtomicReference<>();

		TracedRequest(Span span) {
			this.span = span;
		}

		@Override
		public String traceId() {
			return this.span.context().traceId();
		}

		@Override
		public void passOn(HttpHeaders headers) {
			inject(this.span, headers);
		}

		@Override
		public void beginPick(HttpHeaders headers) {
			Span begun = MicrometerRequestTracing.this.beginPick(this.span);
			this.pick.set(begun);
			inject(begun, headers);
		}

		@Override
		public void endPick(String outcome, @Nullable RefusedRequestException failure) {
			Span begun = this.pick.getAndSet(null);
			if (begun == null) {
				return;
			}
			begun.tag("penstock.pick.outcome", outcome);
			if (failure != null) {
				begun.tag("error.type", failure.reason().code());
				begun.error(failure);
			}
			begun.end();
		}

		@Override
		public void end(EndedRequest ended) {
			endPick(RecentPicks.UNDECIDED, null);
			if (!this.span.isNoop()) {
				describe(ended);
			}
			this.span.end();
		}

		private void describe(EndedRequest ended) {
			RequestJournal journal = ended.journal();
			String method = METHODS.contains(ended.method()) ? ended.method() : "_OTHER";
			this.span.name((method.equals("_OTHER") ? "HTTP" : method)
					+ ((journal.rule() != null) ? " " + journal.rule() : ""));
			this.span.tag("http.request.method", method);
			this.span.tag("http.response.status_code", ended.status());
			tag("penstock.rule", journal.rule());
			tag("penstock.backend", journal.backend());
			tag("penstock.endpoint", journal.served());
			tag("penstock.failed_open", ReasonCode.codeOf(journal.failedOpen()));
			if (journal.attempts() > 1) {
				this.span.tag("penstock.attempts", journal.attempts());
			}
			tag("penstock.reason", journal.endCode());
			if (journal.isAborted()) {
				return;
			}
			if (journal.reason() != null) {
				// What the client did wrong is no error of the server's.
				if (ended.status() < 400 || ended.status() >= 500) {
					this.span.tag("error.type", journal.reason().code());
					this.span.error(new RefusedRequestException(journal.reason(), String.valueOf(journal.message())));
				}
			}
			else if (ended.status() >= 500) {
				this.span.tag("error.type", Integer.toString(ended.status()));
				this.span.error(new ServerErrorException("the endpoint answered with status " + ended.status()));
			}
		}

		private void tag(String name, @Nullable String value) {
			if (value != null) {
				this.span.tag(name, value);
			}
		}

	}

}
