package dev.penstock.filters.upstream;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/** Is thrown when an endpoint answers a handshake with an ordinary response. */
public final class WebSocketRefusal extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient HttpResponse response;

	WebSocketRefusal(HttpResponse response) {
		super("the endpoint answered with " + response.status(), null, false, false);
		this.response = response;
	}

	/**
	 * Returns the status.
	 * @return the status code
	 */
	public int status() {
		return this.response.status().code();
	}

	/**
	 * Returns the headers.
	 * @return the headers as received
	 */
	public HttpHeaders headers() {
		return this.response.headers();
	}

}
