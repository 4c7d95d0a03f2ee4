package dev.penstock.app.listener;

import java.net.URI;
import java.util.List;
import java.util.Locale;

import dev.penstock.filters.route.PathNormalization;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Is what a request asks for, in one form: routes are found by what is sent on.
 *
 * @param uri the target, its path normalised
 * @param headers the headers, with the host that counts
 */
record RequestTarget(URI uri, HttpHeaders headers) {

	/**
	 * What the host of a request may have beside letters and digits (RFC 3986, 3.2.2).
	 */
	private static final String HOST_CHARACTERS = "-._~!$&'()*+,;=:[]%";

	static RequestTarget of(ServerHttpRequest request) {
		String raw = request.getURI().getRawPath();
		String path = (raw != null) ? PathNormalization.normalize(raw) : null;
		URI uri = (raw == null || raw.equals(path)) ? request.getURI() : withPath(request.getURI(), path);
		String authority = absoluteAuthority(request);
		if (authority == null) {
			return new RequestTarget(uri, request.getHeaders());
		}
		HttpHeaders headers = new HttpHeaders();
		headers.addAll(request.getHeaders());
		headers.set(HttpHeaders.HOST, authority);
		return new RequestTarget(uri, headers);
	}

	private static URI withPath(URI uri, @Nullable String path) {
		String query = uri.getRawQuery();
		String authority = uri.getRawAuthority();
		return URI.create(uri.getScheme() + "://" + ((authority != null) ? authority : "") + path
				+ ((query != null) ? "?" + query : ""));
	}

	/**
	 * Returns the authority of a target in absolute form, which counts more than the
	 * header: "the origin server MUST ignore the received Host header field (if any) and
	 * instead use the host information of the request-target" (RFC 9112, section 3.2.2).
	 */
	private static @Nullable String absoluteAuthority(ServerHttpRequest request) {
		HttpServerRequest http = ServerHttpRequestDecorator.getNativeRequest(request);
		String target = http.uri();
		if (target.startsWith("/")) {
			return null;
		}
		String lower = target.toLowerCase(Locale.ROOT);
		int start = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
		if (start < 0) {
			return null;
		}
		int end = start;
		while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
			end++;
		}
		return target.substring(start, end);
	}

	/**
	 * Tells what is wrong with the host: "A server MUST respond with a 400 (Bad Request)
	 * status code to any HTTP/1.1 request message that lacks a Host header field and to
	 * any request message that contains more than one Host header field line or a Host
	 * header field with an invalid field value" (RFC 9112, section 3.2).
	 * @param request the request as received
	 * @param effective its headers, with the host that counts
	 * @return the fault in words, or null if there is none
	 */
	static @Nullable String fault(ServerHttpRequest request, HttpHeaders effective) {
		List<String> received = request.getHeaders().getOrEmpty(HttpHeaders.HOST);
		HttpServerRequest http = ServerHttpRequestDecorator.getNativeRequest(request);
		if (received.size() > 1) {
			return "the request has more than one Host header";
		}
		if (received.isEmpty() && http.version().minorVersion() == 1 && http.version().majorVersion() == 1) {
			return "the request has no Host header";
		}
		String host = effective.getFirst(HttpHeaders.HOST);
		return (host == null || isHost(host)) ? null : "the request's host is not the name of a host";
	}

	private static boolean isHost(String host) {
		for (int i = 0; i < host.length(); i++) {
			char c = host.charAt(i);
			boolean alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
			if (!alphanumeric && HOST_CHARACTERS.indexOf(c) < 0) {
				return false;
			}
		}
		return true;
	}

}
