package dev.penstock.filters.extproc;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.ImmediateAnswer;
import dev.penstock.filters.pick.PickConversation;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pick.ResponseDecision;
import dev.penstock.filters.pick.ResponseHead;
import dev.penstock.filters.pick.ResponseTrailers;
import io.netty.buffer.ByteBuf;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Stands for a conversation with a picker that can't be asked.
 *
 * @param message why
 */
record NoConversation(String message) implements PickConversation {

	@Override
	public void requestBody(ByteBuf slice, boolean last) {
	}

	@Override
	public void requestTrailers(HttpHeaders trailers) {
	}

	@Override
	public Mono<PickResult> result() {
		return Mono.just(new PickResult.Unavailable(ReasonCode.PICKER_UNAVAILABLE, this.message));
	}

	@Override
	public boolean observesResponse() {
		return false;
	}

	@Override
	public Mono<ImmediateAnswer> recall() {
		return Mono.empty();
	}

	@Override
	public Mono<ResponseDecision> responseHeaders(ResponseHead head, String served, boolean endOfStream) {
		return Mono.just(new ResponseDecision.Continue(HeaderMutation.NONE, null, false));
	}

	@Override
	public Flux<ByteBuf> responseBody(Flux<ByteBuf> body, ResponseTrailers trailers) {
		return body;
	}

	@Override
	public void close() {
	}

}
