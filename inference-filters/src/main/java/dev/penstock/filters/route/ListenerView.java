package dev.penstock.filters.route;

/**
 * Is a listener as clients know it, which may be bound elsewhere.
 *
 * @param port its port
 * @param scheme {@code http} or {@code https}
 */
public record ListenerView(int port, String scheme) {

	/**
	 * Returns the port that URLs of a scheme may leave out.
	 * @param scheme {@code http} or {@code https}
	 * @return the port
	 */
	static int wellKnownPort(String scheme) {
		return scheme.equals("https") ? 443 : 80;
	}

}
