package dev.penstock.filters.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Is an endpoint's response, of which the body is still to come. */
public interface UpstreamResponse {

	/**
	 * Returns the status code.
	 * @return the status
	 */
	int status();

	/**
	 * Returns the headers.
	 * @return the headers as received
	 */
	HttpHeaders headers();

	/**
	 * Returns the body. To be subscribed to once; cancelling it ends the exchange with
	 * the endpoint.
	 * @return buffers that become the subscriber's, as they come
	 */
	Flux<ByteBuf> body();

	/**
	 * Tells, before the body is subscribed to, whether all of it is here, is not empty
	 * and has no trailers.
	 * @return whether nothing more will come
	 */
	default boolean isWhole() {
		return false;
	}

	/**
	 * Returns the trailers that came after the body.
	 * @return the trailers as received, or null if there are none or the body is not
	 * complete yet
	 */
	@Nullable HttpHeaders trailers();

	/**
	 * Ends the exchange with the endpoint if it is not complete: a HTTP/1.1 connection is
	 * closed, a HTTP/2 stream reset. May be called often.
	 */
	void close();

}
