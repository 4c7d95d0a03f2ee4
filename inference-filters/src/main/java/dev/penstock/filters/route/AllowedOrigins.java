package dev.penstock.filters.route;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Knows which origins are allowed (GEP-1767): scheme, host and port must be the same,
 * without a port the well-known one of the scheme. A {@code *} for the left part of a
 * host stands for any number of labels.
 */
final class AllowedOrigins {

	private final boolean every;

	private final List<Origin> origins;

	AllowedOrigins(List<String> origins) {
		this.every = origins.contains("*");
		this.origins = this.every ? List.of()
				: origins.stream().map(Origin::parse).filter((origin) -> origin != null).collect(Collectors.toList());
	}

	boolean isEvery() {
		return this.every;
	}

	boolean contains(String origin) {
		if (this.every) {
			return true;
		}
		Origin candidate = Origin.parse(origin);
		if (candidate == null) {
			return false;
		}
		for (Origin allowed : this.origins) {
			if (allowed.allows(candidate)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Is an origin, or a pattern of some.
	 *
	 * @param scheme {@code http} or {@code https}
	 * @param host the host, lower case
	 * @param port the port
	 */
	private record Origin(String scheme, String host, int port) {

		static @Nullable Origin parse(String text) {
			String lower = text.toLowerCase(Locale.ROOT);
			String scheme = lower.startsWith("https://") ? "https" : "http";
			if (!lower.startsWith(scheme + "://")) {
				return null;
			}
			String authority = lower.substring(scheme.length() + 3);
			int colon = authority.lastIndexOf(':');
			boolean hasPort = colon > authority.lastIndexOf(']');
			if (!hasPort) {
				return new Origin(scheme, authority, ListenerView.wellKnownPort(scheme));
			}
			String port = authority.substring(colon + 1);
			return port.matches("[0-9]{1,5}")
					? new Origin(scheme, authority.substring(0, colon), Integer.parseInt(port)) : null;
		}

		boolean allows(Origin origin) {
			if (this.port != origin.port || !this.scheme.equals(origin.scheme)) {
				return false;
			}
			if (this.host.startsWith("*")) {
				String suffix = this.host.substring(1);
				return origin.host.length() > suffix.length() && origin.host.endsWith(suffix);
			}
			return this.host.equals(origin.host);
		}

	}

}
