package dev.penstock.filters.route;

import java.net.InetSocketAddress;

import org.springframework.http.server.reactive.ServerHttpRequest;

/** Reads what a request is for, as it is written there. */
final class RequestTarget {

	private RequestTarget() {
	}

	static String path(ServerHttpRequest request) {
		String path = request.getURI().getRawPath();
		return (path == null || path.isEmpty()) ? "/" : path;
	}

	/**
	 * Returns the host that the request names.
	 * @return the host without a port, an IPv6 address in brackets; empty if there is
	 * none
	 */
	static String host(ServerHttpRequest request) {
		InetSocketAddress host = request.getHeaders().getHost();
		return (host != null) ? host.getHostString() : "";
	}

}
