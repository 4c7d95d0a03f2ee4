package dev.penstock.demo;

import java.util.concurrent.atomic.AtomicLong;

import dev.penstock.demo.engine.Completion;
import dev.penstock.demo.engine.Sequence;
import dev.penstock.demo.openai.AnswerWriter;
import dev.penstock.demo.openai.AnswerWriter.End;
import dev.penstock.demo.openai.AnswerWriter.Usage;
import dev.penstock.demo.openai.GenerationRequest.Streaming;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Carries what one generation produces to its client.
 */
final class Exchange {

	private final HttpServerRequest request;

	private final HttpServerResponse response;

	private final AnswerWriter writer;

	private final AtomicLong cancelled;

	/** Bytes, not buffers: what a client that left did not get needs no release. */
	private final Sinks.Many<byte[]> events = Sinks.unsafe().many().unicast().onBackpressureBuffer();

	private final Sinks.One<String> whole = Sinks.unsafe().one();

	private volatile boolean reset;

	Exchange(HttpServerRequest request, HttpServerResponse response, AnswerWriter writer, AtomicLong cancelled) {
		this.request = request;
		this.response = response;
		this.writer = writer;
		this.cancelled = cancelled;
	}

	Generation.Listener listener(Streaming streaming, Completion completion) {
		End end = new End(completion.reason().label(), completion.stopString());
		return (streaming == Streaming.OFF) ? new WholeListener(completion, end)
				: new EventListener(streaming, completion, end);
	}

	/**
	 * Runs a generation and sends its answer.
	 * @param streaming how to send it
	 * @param generation the generation, which ends when the client leaves
	 * @param start starts it
	 * @return done when the answer has been sent
	 */
	Mono<Void> run(Streaming streaming, Generation generation, Runnable start) {
		// Told also after an answer in full, when leaving changes nothing.
		this.request.withConnection(
				(connection) -> connection.onTerminate().subscribe(null, (_) -> generation.leave(), generation::leave));
		Mono<Void> answer = (streaming == Streaming.OFF) ? sendWhole(start) : sendEvents(start);
		return answer.doOnCancel(generation::leave)
			.then(Mono.defer(() -> this.reset ? Answers.reset(this.request) : Mono.empty()));
	}

	private Mono<Void> sendWhole(Runnable start) {
		return this.whole.asMono()
			.doOnSubscribe((_) -> start.run())
			.flatMap((json) -> Answers.text(this.response, 200, Answers.JSON, json));
	}

	private Mono<Void> sendEvents(Runnable start) {
		this.response.header(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
		// The headers go ahead of the first token, as with vLLM.
		return this.response.sendHeaders()
			.then(Mono.fromRunnable(start))
			.send(this.events.asFlux().map(Unpooled::wrappedBuffer), (_) -> true)
			.then();
	}

	/** Waits for the end of the text. */
	private final class WholeListener implements Generation.Listener {

		private final Completion completion;

		private final End end;

		WholeListener(Completion completion, End end) {
			this.completion = completion;
			this.end = end;
		}

		@Override
		public void onToken(String piece, Sequence sequence, boolean last) {
			if (last) {
				Exchange.this.whole.tryEmitValue(
						Exchange.this.writer.whole(this.completion.text(), this.end, usage(this.completion, sequence)));
			}
		}

		@Override
		public void onReset() {
			Exchange.this.reset = true;
			Exchange.this.whole.tryEmitEmpty();
		}

		@Override
		public void onLeft() {
			Exchange.this.cancelled.incrementAndGet();
		}

	}

	/** Sends an event for each token. */
	private final class EventListener implements Generation.Listener {

		private final Streaming streaming;

		private final Completion completion;

		private final End end;

		private boolean started;

		EventListener(Streaming streaming, Completion completion, End end) {
			this.streaming = streaming;
			this.completion = completion;
			this.end = end;
		}

		@Override
		public void onToken(String piece, Sequence sequence, boolean last) {
			AnswerWriter writer = Exchange.this.writer;
			byte[] first = this.started ? null : writer.firstEvent();
			this.started = true;
			if (first != null) {
				Exchange.this.events.tryEmitNext(first);
			}
			Exchange.this.events.tryEmitNext(writer.event(piece, last ? this.end : null));
			if (last) {
				if (this.streaming == Streaming.WITH_USAGE) {
					Exchange.this.events.tryEmitNext(writer.usageEvent(usage(this.completion, sequence)));
				}
				Exchange.this.events.tryEmitNext(AnswerWriter.done());
				Exchange.this.events.tryEmitComplete();
			}
		}

		@Override
		public void onReset() {
			Exchange.this.reset = true;
			Exchange.this.events.tryEmitComplete();
		}

		@Override
		public void onLeft() {
			Exchange.this.cancelled.incrementAndGet();
		}

	}

	private static Usage usage(Completion completion, Sequence sequence) {
		return new Usage(sequence.promptTokens(), completion.pieces().size(), sequence.cachedTokens());
	}

}
