package dev.penstock.filters.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import dev.penstock.filters.pick.ImmediateAnswer;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.FailurePolicy;
import dev.penstock.filters.pool.UpstreamEndpoint;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Is what a picker's decision means for a request, once the endpoints that it named were
 * checked against the pool and the pool's failure policy was applied. An answer of the
 * picker is never a failure.
 */
sealed interface PickOutcome {

	/** Is an IPv6 address in brackets or another one, and a port. */
	Pattern AUTHORITY = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+)):([0-9]{1,5})");

	/**
	 * Returns the kind of outcome, for metrics and logs.
	 * @return a short stable word
	 */
	String label();

	/**
	 * Returns the endpoints that the picker named.
	 * @return the endpoints, best first, or null if there are none
	 */
	default @Nullable String candidates() {
		return null;
	}

	/**
	 * Returns how the picker failed.
	 * @return the failure, or null if it did not
	 */
	default @Nullable RefusedRequestException failure() {
		return null;
	}

	/**
	 * Works out what a decision means.
	 * @param result the decision
	 * @param group the pool's ready endpoints
	 * @param policy what to do if the picker failed
	 * @param unknown what to do with endpoints that are not among the ready ones
	 * @return the meaning
	 */
	static PickOutcome of(PickResult result, EndpointGroup group, FailurePolicy policy, UnknownEndpoints unknown) {
		return switch (result) {
			case PickResult.Answered answered -> new Answer(answered.answer());
			case PickResult.Unavailable failed -> failed(failed.reason(), failed.message(), policy);
			case PickResult.Picked picked -> {
				List<UpstreamEndpoint> usable = usable(picked.endpoints(), group, unknown);
				if (!usable.isEmpty()) {
					yield new Send(picked, usable);
				}
				yield picked.endpoints().isEmpty()
						? failed(ReasonCode.PICKER_NO_ENDPOINT, "it named no endpoint", policy)
						: failed(ReasonCode.ENDPOINT_NOT_IN_POOL, "none of " + picked.endpoints() + switch (unknown) {
							case REFUSE -> " is a ready endpoint of the pool";
							case ALLOW -> " is an IP address with a port";
						}, policy);
			}
		};
	}

	private static PickOutcome failed(ReasonCode reason, String message, FailurePolicy policy) {
		return switch (policy) {
			case OPEN -> new FailOpen(reason, message);
			case CLOSED -> new Refuse(reason, message);
		};
	}

	private static List<UpstreamEndpoint> usable(List<String> names, EndpointGroup group, UnknownEndpoints unknown) {
		List<UpstreamEndpoint> usable = new ArrayList<>(names.size());
		for (String name : names) {
			String authority = normalize(name);
			UpstreamEndpoint endpoint = group.find(authority);
			if (endpoint == null && unknown == UnknownEndpoints.ALLOW) {
				endpoint = parse(authority);
			}
			if (endpoint != null && !contains(usable, endpoint)) {
				usable.add(endpoint);
			}
		}
		return usable;
	}

	private static boolean contains(List<UpstreamEndpoint> endpoints, UpstreamEndpoint endpoint) {
		return endpoints.stream().anyMatch((other) -> other.authority().equals(endpoint.authority()));
	}

	/** Reads an address and port; names of hosts are not looked up. */
	private static @Nullable UpstreamEndpoint parse(String authority) {
		Matcher matcher = AUTHORITY.matcher(authority);
		if (!matcher.matches()) {
			return null;
		}
		String ipv6 = matcher.group(1);
		String address = (ipv6 != null) ? ipv6 : matcher.group(2);
		int port = Integer.parseInt(matcher.group(3));
		boolean valid = (ipv6 != null) ? NetUtil.isValidIpV6Address(address) : NetUtil.isValidIpV4Address(address);
		return (valid && port > 0 && port <= 65_535) ? new UpstreamEndpoint(address, port, address) : null;
	}

	/** Puts the address of a name such as {@code fd00::1:8000} in brackets. */
	private static String normalize(String name) {
		int colon = name.lastIndexOf(':');
		boolean bareIpv6 = !name.startsWith("[") && name.indexOf(':') != colon;
		return bareIpv6 ? "[" + name.substring(0, colon) + "]" + name.substring(colon) : name;
	}

	/**
	 * The request goes to the first of the endpoints that works.
	 *
	 * @param picked the decision
	 * @param endpoints the endpoints that may be sent to, best first
	 */
	record Send(PickResult.Picked picked, List<UpstreamEndpoint> endpoints) implements PickOutcome {

		@Override
		public String label() {
			return "picked";
		}

		@Override
		public String candidates() {
			return String.join(",", this.picked.endpoints());
		}

	}

	/**
	 * The picker has answered.
	 *
	 * @param answer the answer
	 */
	record Answer(ImmediateAnswer answer) implements PickOutcome {

		@Override
		public String label() {
			return "answered";
		}

	}

	/** The picker failed. */
	sealed interface Failed extends PickOutcome {

		/** Returns how it failed. */
		ReasonCode reason();

		/** Returns how it failed, in words. */
		String message();

		@Override
		default String label() {
			return reason().code();
		}

		@Override
		default RefusedRequestException failure() {
			return new RefusedRequestException(reason(), message());
		}

	}

	/**
	 * The picker failed and the request goes on with an endpoint picked in process.
	 *
	 * @param reason how it failed
	 * @param message how it failed, in words
	 */
	record FailOpen(ReasonCode reason, String message) implements Failed {
	}

	/**
	 * The picker failed and the request is refused.
	 *
	 * @param reason how it failed
	 * @param message how it failed, in words
	 */
	record Refuse(ReasonCode reason, String message) implements Failed {
	}

}
