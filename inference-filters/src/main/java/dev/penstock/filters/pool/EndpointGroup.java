package dev.penstock.filters.pool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Is a set of endpoints that speak the same protocol, any of which may serve a request.
 */
public final class EndpointGroup {

	private final UpstreamTransport transport;

	private final @Nullable String refusal;

	private final List<UpstreamEndpoint> endpoints;

	private final Map<String, UpstreamEndpoint> byAuthority;

	/**
	 * Creates a group.
	 * @param protocol what the endpoints speak
	 * @param endpoints the endpoints that are ready
	 */
	public EndpointGroup(UpstreamProtocol protocol, List<UpstreamEndpoint> endpoints) {
		this(new UpstreamTransport(protocol, null), endpoints, null);
	}

	/**
	 * Creates a group.
	 * @param transport how the endpoints are spoken to
	 * @param endpoints the endpoints that are ready
	 * @param refusal why they must not be spoken to; null if they may
	 */
	public EndpointGroup(UpstreamTransport transport, List<UpstreamEndpoint> endpoints, @Nullable String refusal) {
		this.transport = transport;
		this.refusal = refusal;
		this.endpoints = List.copyOf(endpoints);
		Map<String, UpstreamEndpoint> index = new LinkedHashMap<>();
		endpoints.forEach((endpoint) -> index.put(endpoint.authority(), endpoint));
		this.byAuthority = Collections.unmodifiableMap(index);
	}

	/**
	 * Returns what the endpoints speak.
	 * @return the protocol
	 */
	public UpstreamProtocol protocol() {
		return this.transport.protocol();
	}

	/**
	 * Returns how the endpoints are spoken to.
	 * @return the transport
	 */
	public UpstreamTransport transport() {
		return this.transport;
	}

	/**
	 * Returns the same endpoints, to be spoken to by HTTP/2.
	 * @return this group if it is so already
	 */
	public EndpointGroup overHttp2() {
		if (protocol() == UpstreamProtocol.H2C) {
			return this;
		}
		UpstreamTls tls = this.transport.tls();
		return new EndpointGroup(new UpstreamTransport(UpstreamProtocol.H2C, (tls != null) ? tls.overHttp2() : null),
				this.endpoints, this.refusal);
	}

	/**
	 * Returns why the endpoints must not be spoken to.
	 * @return what is wrong, or null if nothing is
	 */
	public @Nullable String refusal() {
		return this.refusal;
	}

	/**
	 * Returns the endpoints that are ready.
	 * @return the endpoints, sorted by address
	 */
	public List<UpstreamEndpoint> endpoints() {
		return this.endpoints;
	}

	/**
	 * Finds an endpoint by its name.
	 * @param authority {@code address:port}, an IPv6 address in brackets
	 * @return the endpoint, or null if there is none
	 */
	public @Nullable UpstreamEndpoint find(String authority) {
		return this.byAuthority.get(authority);
	}

}
