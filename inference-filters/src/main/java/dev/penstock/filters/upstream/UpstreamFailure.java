package dev.penstock.filters.upstream;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.ReasonedException;

/**
 * Is thrown when an attempt at an endpoint failed before a response began. The reason is
 * {@link ReasonCode#UPSTREAM_CONNECT_FAILED} if the endpoint can't have seen the request,
 * else {@link ReasonCode#UPSTREAM_RESET}.
 */
public final class UpstreamFailure extends ReasonedException {

	private static final long serialVersionUID = 1L;

	UpstreamFailure(ReasonCode reason, String message) {
		super(reason, message);
	}

}
