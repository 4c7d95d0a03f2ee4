package dev.penstock.app.listener;

import java.util.HashMap;
import java.util.Map;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/** Is a request with attributes of its own, which Reactor Netty's don't have. */
final class SocketRequest extends ServerHttpRequestDecorator {

	private final Map<String, Object> attributes = new HashMap<>(4);

	SocketRequest(ServerHttpRequest delegate) {
		super(delegate);
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.attributes;
	}

}
