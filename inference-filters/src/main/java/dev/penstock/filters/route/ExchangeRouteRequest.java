package dev.penstock.filters.route;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Reads what decides on the route from a request.
 *
 * @param request the request
 */
record ExchangeRouteRequest(ServerHttpRequest request) implements RouteRequest {

	@Override
	public String method() {
		return this.request.getMethod().name();
	}

	@Override
	public String path() {
		String path = this.request.getURI().getRawPath();
		return (path == null || path.isEmpty()) ? "/" : path;
	}

	@Override
	public List<String> header(String name) {
		return this.request.getHeaders().getOrEmpty(name);
	}

	@Override
	public List<String> queryParam(String name) {
		List<String> values = this.request.getQueryParams().get(name);
		// A parameter without a value is there as null.
		return (values != null) ? values.stream().map((value) -> Objects.requireNonNullElse(value, "")).toList()
				: List.of();
	}

	/**
	 * Returns the host that the request names.
	 * @return the host, lower case, without port and trailing dot; empty if it names none
	 */
	String host() {
		InetSocketAddress host = this.request.getHeaders().getHost();
		if (host == null) {
			return "";
		}
		String name = host.getHostString().toLowerCase(Locale.ROOT);
		return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
	}

}
