package dev.penstock.app.listener;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/**
 * Is a request with attributes of its own, which Reactor Netty's don't have, and with its
 * target as all that follows is to see it.
 */
final class SocketRequest extends ServerHttpRequestDecorator {

	private final Map<String, Object> attributes = new HashMap<>(4);

	private final URI uri;

	private final HttpHeaders headers;

	private final @Nullable RequestPath path;

	SocketRequest(ServerHttpRequest delegate) {
		super(delegate);
		RequestTarget target = RequestTarget.of(delegate);
		this.uri = target.uri();
		this.headers = target.headers();
		this.path = target.uri().equals(delegate.getURI()) ? null : RequestPath.parse(target.uri(), null);
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.attributes;
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

	@Override
	public RequestPath getPath() {
		return (this.path != null) ? this.path : super.getPath();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

}
