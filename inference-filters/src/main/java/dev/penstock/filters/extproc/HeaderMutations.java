package dev.penstock.filters.extproc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.HeaderMutation.Action;
import dev.penstock.filters.pick.HeaderMutation.Operation;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Keeps from a picker's changes to headers those that it may make. */
final class HeaderMutations {

	/** The header and the metadata key that name the endpoints. */
	static final String DESTINATION = "x-gateway-destination-endpoint";

	/**
	 * What belongs to one connection (RFC 9110, 7.6.1), to the message's framing, or to
	 * the gateway.
	 */
	private static final Set<String> PROTECTED = Set.of("connection", "keep-alive", "proxy-connection",
			"transfer-encoding", "te", "trailer", "upgrade", "content-length", "host");

	private HeaderMutations() {
	}

	/**
	 * Drops what a picker must not change, or can't: pseudo headers, hop-by-hop headers,
	 * Content-Length, Host, those that name endpoints, and what is no header at all.
	 * @param mutation the changes as they came
	 * @param original the headers that they are made to
	 * @return the changes that remain
	 */
	static HeaderMutation permitted(HeaderMutation mutation, HttpHeaders original) {
		if (mutation.operations().isEmpty()) {
			return HeaderMutation.NONE;
		}
		List<Operation> permitted = new ArrayList<>(mutation.operations().size());
		Set<String> touched = new HashSet<>();
		for (Operation operation : mutation.operations()) {
			String name = operation.name().toLowerCase(Locale.ROOT);
			if (isPermitted(name, operation.value())
					&& (touched.contains(name) || !isEcho(operation, original.get(name)))) {
				permitted.add(new Operation(operation.action(), name, operation.value()));
				touched.add(name);
			}
		}
		return permitted.isEmpty() ? HeaderMutation.NONE : new HeaderMutation(permitted);
	}

	/**
	 * Finds the endpoints that a picker named, in the header before the metadata.
	 * @param mutation the changes as they came
	 * @param metadata the value in the metadata, or null
	 * @return the endpoints in order, as written
	 */
	static List<String> endpoints(HeaderMutation mutation, @Nullable String metadata) {
		String header = null;
		for (Operation operation : mutation.operations()) {
			if (operation.action() != Action.REMOVE && operation.name().equalsIgnoreCase(DESTINATION)) {
				header = operation.value();
			}
		}
		List<String> endpoints = (header != null) ? split(header) : List.of();
		return (endpoints.isEmpty() && metadata != null) ? split(metadata) : endpoints;
	}

	private static List<String> split(String value) {
		List<String> endpoints = new ArrayList<>(2);
		for (String part : value.split(",", -1)) {
			String endpoint = part.strip();
			if (!endpoint.isEmpty()) {
				endpoints.add(endpoint);
			}
		}
		return endpoints;
	}

	private static boolean isPermitted(String name, String value) {
		return !PROTECTED.contains(name) && !name.startsWith(DESTINATION) && isToken(name) && isFieldValue(value);
	}

	/**
	 * Tells whether a change only repeats what is there. Pickers that keep headers in a
	 * map set every one of them to one of its values, which would drop the others of
	 * headers such as Cookie and Set-Cookie.
	 */
	private static boolean isEcho(Operation operation, @Nullable List<String> values) {
		return operation.action() == Action.SET && values != null && values.contains(operation.value());
	}

	private static boolean isToken(String name) {
		if (name.isEmpty()) {
			return false;
		}
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "!#$%&'*+-.^_`|~".indexOf(c) >= 0)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isFieldValue(String value) {
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if ((c < ' ' && c != '\t') || c == 0x7f) {
				return false;
			}
		}
		return true;
	}

}
