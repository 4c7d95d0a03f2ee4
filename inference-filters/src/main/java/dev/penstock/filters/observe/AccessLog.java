package dev.penstock.filters.observe;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.penstock.filters.error.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a line of JSON for each request that has ended, or for each that the gateway
 * itself had to end, to the logger {@code penstock.access}.
 */
public final class AccessLog implements EndedRequestListener {

	private static final Logger logger = LoggerFactory.getLogger("penstock.access");

	private final Scope scope;

	private final boolean query;

	private final JsonMapper json = JsonMapper.builder().build();

	/**
	 * Creates an access log.
	 * @param scope which requests are written
	 * @param query whether queries are written, which may hold secrets
	 */
	public AccessLog(Scope scope, boolean query) {
		this.scope = scope;
		this.query = query;
	}

	@Override
	public boolean readsUsage() {
		return this.scope == Scope.ALL;
	}

	@Override
	public void ended(EndedRequest ended) {
		boolean wanted = switch (this.scope) {
			case OFF -> false;
			case REFUSED -> ended.journal().reason() != null;
			case ALL -> true;
		};
		if (wanted && logger.isInfoEnabled()) {
			logger.info(line(ended));
		}
	}

	String line(EndedRequest ended) {
		RequestJournal journal = ended.journal();
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("time", Instant.now().toString());
		fields.put("method", ended.method());
		fields.put("host", ended.host());
		fields.put("path", path(ended));
		fields.put("status", ended.status());
		fields.put("duration_ms", millis(ended.nanos()));
		fields.put("request_id", journal.requestId());
		fields.put("trace_id", journal.span().traceId());
		fields.put("client", ended.remote());
		fields.put("rule", journal.rule());
		fields.put("backend", journal.backend());
		fields.put("picked", journal.picked());
		fields.put("served", journal.served());
		fields.put("attempts", (journal.attempts() > 0) ? journal.attempts() : null);
		fields.put("pick", journal.pickOutcome());
		fields.put("pick_ms", (journal.pickNanos() >= 0) ? millis(journal.pickNanos()) : null);
		fields.put("failed_open", ReasonCode.codeOf(journal.failedOpen()));
		fields.put("first_byte_ms",
				(journal.firstByteNanos() >= 0) ? millis(journal.firstByteNanos() - journal.startNanos()) : null);
		fields.put("request_bytes", journal.requestBytes());
		fields.put("response_bytes", journal.responseBytes());
		fields.put("prompt_tokens", known(journal.usage().promptTokens()));
		fields.put("completion_tokens", known(journal.usage().completionTokens()));
		fields.put("client_left", journal.isAborted() ? true : null);
		fields.put("reason", ReasonCode.codeOf(journal.reason()));
		fields.put("message", journal.message());
		fields.values().removeIf((value) -> value == null || "".equals(value));
		return this.json.writeValueAsString(fields);
	}

	private String path(EndedRequest ended) {
		int query = this.query ? -1 : ended.path().indexOf('?');
		return (query >= 0) ? ended.path().substring(0, query) : ended.path();
	}

	/** Turns nanoseconds into milliseconds of three digits. */
	static double millis(long nanos) {
		return Math.round(nanos / 1_000.0) / 1_000.0;
	}

	private static @Nullable Long known(long number) {
		return (number >= 0) ? number : null;
	}

	/** Is which requests are written. */
	public enum Scope {

		/** None. */
		OFF,

		/** Those that the gateway itself ended. */
		REFUSED,

		/** Every one. */
		ALL

	}

}
