package dev.penstock.filters.proxy;

import dev.penstock.filters.pick.EndpointPicker;
import dev.penstock.filters.pick.PickConversation;
import dev.penstock.filters.pick.PickRequest;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pool.Candidates;
import dev.penstock.filters.pool.FailurePolicy;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.upstream.BodyBuffer;
import dev.penstock.filters.upstream.GatewayHeaders;
import dev.penstock.filters.upstream.RequestBody;
import dev.penstock.filters.upstream.UpstreamRequest;
import dev.penstock.filters.upstream.UpstreamResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Is a request whose endpoint a picker outside chooses. Its body is shown to the picker
 * as it comes and held until a response has begun, so that the complete original can be
 * sent whatever becomes of the picker, and again to the next endpoint.
 */
final class PickedRequest {

	private final RoutedRequest routed;

	private final PoolView pool;

	private final FailurePolicy failurePolicy;

	private final BodyBuffer body = new BodyBuffer();

	private final Sinks.Empty<Void> bodyComplete = Sinks.empty();

	private @Nullable Disposable reading;

	private @Nullable PickConversation conversation;

	/** The newest part, held back until it is known whether it is the last one. */
	private @Nullable ByteBuf latest;

	PickedRequest(RoutedRequest routed, PoolView pool, FailurePolicy failurePolicy) {
		this.routed = routed;
		this.pool = pool;
		this.failurePolicy = failurePolicy;
	}

	Mono<Void> run(EndpointPicker picker) {
		ClientBody content = this.routed.clientBody();
		boolean hasBody = content.isPresent();
		UpstreamRequest request = NativeExchange.unpicked(this.routed.exchange(), this.routed.backend(),
				this.pool.group().protocol(), hasBody ? new RequestBody.Buffered(this.body) : RequestBody.NONE);
		this.routed.journal().pickBegun();
		this.routed.journal().span().beginPick(GatewayHeaders.view(request.headers()));
		PickConversation begun = picker
			.begin(new PickRequest(this.pool, NativeExchange.head(this.routed.exchange(), request), !hasBody));
		this.conversation = begun;
		if (hasBody) {
			this.reading = content.content()
				.subscribe((part) -> read(part, begun), this.bodyComplete::tryEmitError, () -> readAll(content, begun));
		}
		else {
			this.bodyComplete.tryEmitEmpty();
		}
		return Mono.firstWithSignal(begun.result(), this.bodyComplete.asMono().then(Mono.never()))
			.flatMap((result) -> decide(result, begun, request));
	}

	private void read(ByteBuf part, PickConversation begun) {
		this.body.append(part);
		if (this.latest != null) {
			begun.requestBody(this.latest, false);
		}
		this.latest = part;
	}

	private void readAll(ClientBody content, PickConversation begun) {
		HttpHeaders trailers = content.trailers();
		this.body.complete(trailers);
		ByteBuf end = (this.latest != null) ? this.latest : Unpooled.EMPTY_BUFFER;
		begun.requestBody(end, trailers == null);
		if (trailers != null) {
			begun.requestTrailers(GatewayHeaders.view(trailers));
		}
		this.latest = null;
		this.bodyComplete.tryEmitEmpty();
	}

	private Mono<Void> decide(PickResult result, PickConversation begun, UpstreamRequest request) {
		PickOutcome outcome = PickOutcome.of(result, this.pool.group(), this.failurePolicy,
				this.routed.settings().unknownEndpoints());
		this.routed.journal().pick(outcome.label(), outcome.candidates());
		this.routed.journal().span().endPick(outcome.label(), outcome.failure());
		this.routed.journal().span().passOn(GatewayHeaders.view(request.headers()));
		return switch (outcome) {
			case PickOutcome.Send send -> {
				GatewayHeaders.apply(send.picked().headers(), GatewayHeaders.view(request.headers()));
				RequestBody replaced = (send.picked().body() != null)
						? new RequestBody.Replaced(send.picked().body(), this.body.trailers()) : request.body();
				yield dispatch(this.routed.order().inOrder(send.endpoints()), begun,
						new UpstreamRequest(request.method(), request.path(), request.headers(), replaced));
			}
			case PickOutcome.Answer answer -> {
				this.routed.answer(answer.answer());
				yield Mono.empty();
			}
			case PickOutcome.FailOpen failOpen -> {
				this.routed.journal().failedOpen(failOpen.reason(), failOpen.message());
				begun.close();
				yield dispatch(this.routed.order().leastRequests(this.pool.group()), begun, request);
			}
			case PickOutcome.Refuse refuse -> this.routed.refuse(refuse.reason(),
					"endpoint picker of InferencePool " + this.pool.qualifiedName() + ": " + refuse.message());
		};
	}

	private Mono<Void> dispatch(Candidates candidates, PickConversation begun, UpstreamRequest request) {
		GatewayHeaders.removePickerHeaders(request.headers());
		if (this.routed.isWebSocket()) {
			// A picker has no words for frames: it has chosen, and sees no more.
			begun.close();
			return this.routed.tunnel(candidates, this.pool.group(), request);
		}
		Mono<UpstreamResponse> sent = this.routed.send(candidates, this.pool.group(), request);
		Mono<Void> responded = sent.flatMap((received) -> {
			this.body.release();
			return this.routed.begin(received, begun);
		});
		Mono<Void> served = begun.observesResponse() ? Mono.firstWithSignal(responded, recalled(begun)) : responded;
		return (request.body() instanceof RequestBody.Buffered) ? this.bodyComplete.asMono().then(served) : served;
	}

	/** Ends when the picker takes its decision back, and never if it doesn't. */
	private Mono<Void> recalled(PickConversation begun) {
		return begun.recall().switchIfEmpty(Mono.never()).doOnNext((answer) -> {
			this.routed.journal().pickRecalled();
			this.routed.answer(answer);
		}).then();
	}

	void close() {
		if (this.reading != null) {
			this.reading.dispose();
		}
		if (this.conversation != null) {
			this.conversation.close();
		}
		this.body.release();
	}

}
