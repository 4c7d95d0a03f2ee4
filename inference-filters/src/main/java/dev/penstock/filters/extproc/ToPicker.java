package dev.penstock.filters.extproc;

import java.util.List;

import dev.penstock.filters.pick.RequestHead;
import dev.penstock.filters.pick.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.springframework.http.HttpHeaders;

/** Is a message to a picker. */
sealed interface ToPicker {

	/**
	 * Is always the first message of a stream and the only one with protocol_config.
	 *
	 * @param head line and headers
	 * @param endOfStream whether no body follows
	 * @param subset the endpoints that are eligible
	 */
	record RequestHeaders(RequestHead head, boolean endOfStream, List<String> subset) implements ToPicker {
	}

	/**
	 * Is a part of the request's body.
	 *
	 * @param bytes the bytes; only valid until the session's next event
	 * @param endOfStream whether it is the last
	 * @param subset the endpoints that are eligible
	 */
	record RequestBody(ByteBuf bytes, boolean endOfStream, List<String> subset) implements ToPicker {
	}

	/**
	 * Is the beginning of the response.
	 *
	 * @param head status and headers
	 * @param endOfStream whether no body follows
	 * @param served the endpoint that answered
	 */
	record ResponseHeaders(ResponseHead head, boolean endOfStream, String served) implements ToPicker {
	}

	/**
	 * Is a part of the response's body.
	 *
	 * @param bytes the bytes; only valid until the session's next event
	 * @param endOfStream whether it is the last
	 */
	record ResponseBody(ByteBuf bytes, boolean endOfStream) implements ToPicker {
	}

	/**
	 * Is what follows the response's body, of which no part was the last then.
	 *
	 * @param trailers the trailers
	 */
	record ResponseTrailers(HttpHeaders trailers) implements ToPicker {
	}

}
