package dev.penstock.filters.pick;

import io.netty.buffer.ByteBuf;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Is what passes between the gateway and a picker about one request. Methods are called
 * in the order of the exchange: body and trailers of the request (possibly while
 * {@link #result()} is awaited or after it has ended, when they are ignored), then those
 * about the response if {@link #observesResponse()}. Every publisher may be subscribed to
 * once. After {@link #close()} nothing is emitted and nothing is held.
 */
public interface PickConversation {

	/**
	 * Shows the picker a part of the request's body.
	 * @param slice the bytes; remains the caller's, who keeps it readable and unchanged
	 * until {@link #result()} has ended or the conversation is closed
	 * @param last whether it is the last part and no trailers follow
	 */
	void requestBody(ByteBuf slice, boolean last);

	/**
	 * Shows the picker the trailers that ended the request's body.
	 * @param trailers the trailers
	 */
	void requestTrailers(HttpHeaders trailers);

	/**
	 * Returns the decision. Never fails: what goes wrong is a
	 * {@link PickResult.Unavailable}.
	 * @return the decision
	 */
	Mono<PickResult> result();

	/**
	 * Tells, once the result is known, whether the picker wants to see the response.
	 * @return whether the methods about the response have an effect
	 */
	boolean observesResponse();

	/**
	 * Emits if the picker takes its decision back after it picked and before it was shown
	 * the response's headers: the request must be cancelled and answered so.
	 * @return the answer, or empty when the response's headers are shown
	 */
	Mono<ImmediateAnswer> recall();

	/**
	 * Shows the picker the response's headers and waits for what it makes of them. Never
	 * fails: a picker that fails changes nothing.
	 * @param head status and headers as received
	 * @param served the endpoint that answered, {@code address:port}
	 * @param endOfStream whether no body follows
	 * @return what to do
	 */
	Mono<ResponseDecision> responseHeaders(ResponseHead head, String served, boolean endOfStream);

	/**
	 * Shows the picker the response's body and emits what the client is to get, as soon
	 * as the picker allows it. A picker that fails leaves the rest as it came.
	 * @param body the body; its buffers become the conversation's
	 * @param trailers what follows it, which the picker is shown and may change
	 * @return the body for the client; its buffers become the subscriber's. Fails with
	 * {@link PickInterruptedException} where the response can't be completed
	 */
	Flux<ByteBuf> responseBody(Flux<ByteBuf> body, ResponseTrailers trailers);

	/** Ends the conversation, whatever its state. May be called often. */
	void close();

}
