package dev.penstock.discovery.source.kube;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;

/**
 * Is what an API server is asked for.
 *
 * @param path the path of the kind, without a namespace
 * @param namespace the namespace; empty for all
 * @param parameters the parameters of the query
 */
record ApiQuery(String path, String namespace, Map<String, String> parameters) {

	static ApiQuery of(HttpExchange exchange) {
		String path = exchange.getRequestURI().getPath();
		String namespace = "";
		int at = path.indexOf("/namespaces/");
		if (at >= 0 && path.indexOf('/', at + 12) > 0) {
			int end = path.indexOf('/', at + 12);
			namespace = path.substring(at + 12, end);
			path = path.substring(0, at) + path.substring(end);
		}
		Map<String, String> parameters = new HashMap<>();
		for (String parameter : exchange.getRequestURI().getRawQuery().split("&")) {
			int equals = parameter.indexOf('=');
			parameters.put(parameter.substring(0, equals),
					URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
		}
		return new ApiQuery(path, namespace, parameters);
	}

	String plural() {
		return this.path.substring(this.path.lastIndexOf('/') + 1);
	}

	boolean matches(Map<String, Object> object) {
		Map<String, Object> metadata = FakeApiServer.content(object.get("metadata"));
		boolean here = this.namespace.isEmpty() || this.namespace.equals(metadata.get("namespace"));
		String fields = this.parameters.getOrDefault("fieldSelector", "");
		boolean named = fields.isEmpty() || fields.equals("metadata.name=" + metadata.get("name"));
		return here && named && labelled(metadata);
	}

	private boolean labelled(Map<String, Object> metadata) {
		String selector = this.parameters.getOrDefault("labelSelector", "");
		Map<?, ?> labels = (metadata.get("labels") instanceof Map<?, ?> map) ? map : Map.of();
		for (String term : selector.isEmpty() ? new String[0] : selector.split(",")) {
			if (!term.substring(term.indexOf('=') + 1).equals(labels.get(term.substring(0, term.indexOf('='))))) {
				return false;
			}
		}
		return true;
	}

}
