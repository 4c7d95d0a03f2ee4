package dev.penstock.filters.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Finds what a request leads to. Frozen after it was built; safe for use by any number of
 * threads.
 * <p>
 * First the listener is found: of those on the socket the one with the most specific host
 * name gets the request, and only what is attached to it may serve it (Gateway API,
 * listener isolation). Then the host names of the listener's routes are tried from the
 * most specific one, each with its paths, until a match is found.
 *
 * @param <T> what rules lead to
 */
public final class RouteIndex<T> {

	private final Map<String, HostTable<HostTable<HostIndex<T>>>> sockets;

	private RouteIndex(Map<String, HostTable<HostTable<HostIndex<T>>>> sockets) {
		this.sockets = sockets;
	}

	/**
	 * Finds what a request leads to.
	 * @param socket the name of the socket that it came in by
	 * @param host the host that it names, lower case and without a port
	 * @param request the rest of it
	 * @return the target of the match with the highest precedence, or null if nothing
	 * matches
	 */
	public @Nullable T find(String socket, String host, RouteRequest request) {
		HostTable<HostTable<HostIndex<T>>> listeners = this.sockets.get(socket);
		if (listeners == null) {
			return null;
		}
		HostTable<HostIndex<T>> listener = listeners.find(host, Function.identity());
		return (listener != null) ? listener.find(host, (index) -> index.find(request)) : null;
	}

	/**
	 * Tells whether a request came by a connection that was made for another listener
	 * than that of the host that it names. Gateway API, {@code Listener.hostname}: where
	 * another listener than the one that the connection's name (SNI) selected is for the
	 * host, the answer should be 421; where none is, it must be 404.
	 * @param socket the name of the socket that it came in by
	 * @param serverName the name that the connection was made for, lower case; empty for
	 * none
	 * @param host the host that the request names, lower case and without a port
	 * @return whether another listener is for the host
	 */
	public boolean isMisdirected(String socket, String serverName, String host) {
		if (serverName.equals(host)) {
			return false;
		}
		HostTable<HostTable<HostIndex<T>>> listeners = this.sockets.get(socket);
		if (listeners == null) {
			return false;
		}
		HostTable<HostIndex<T>> wanted = listeners.find(host, Function.identity());
		return wanted != null && wanted != listeners.find(serverName, Function.identity());
	}

	/**
	 * Collects what is to be found.
	 *
	 * @param <T> what rules lead to
	 */
	public static final class Builder<T> {

		private final Map<String, HostTable<HostTable<HostIndex<T>>>> sockets = new HashMap<>();

		private int rank;

		/**
		 * Adds a listener, so that requests for its host name are its own even if it has
		 * no routes.
		 * @param socket the name of the socket
		 * @param hostname its host name, exact or with a leading {@code *.}; null for
		 * every host
		 * @return this builder
		 */
		public Builder<T> listener(String socket, @Nullable String hostname) {
			listenerTable(socket, hostname);
			return this;
		}

		/**
		 * Adds a rule. Where two matches are equal the rule that was added first wins.
		 * @param attachments where it is attached
		 * @param matches its alternatives
		 * @param target what it leads to
		 * @return this builder
		 * @throws com.google.re2j.PatternSyntaxException if an expression is not RE2
		 */
		public Builder<T> rule(List<Attachment> attachments, List<MatchSpec> matches, T target) {
			this.rank++;
			for (MatchSpec spec : matches) {
				CompiledMatch<T> match = new CompiledMatch<>(spec, this.rank, target);
				for (Attachment attachment : attachments) {
					HostTable<HostIndex<T>> listener = listenerTable(attachment.socket(),
							attachment.listenerHostname());
					if (attachment.hostnames().isEmpty()) {
						listener.computeIfAbsent(null, HostIndex::new).add(spec, match);
					}
					for (String hostname : attachment.hostnames()) {
						listener.computeIfAbsent(hostname, HostIndex::new).add(spec, match);
					}
				}
			}
			return this;
		}

		private HostTable<HostIndex<T>> listenerTable(String socket, @Nullable String hostname) {
			return this.sockets.computeIfAbsent(socket, (_) -> new HostTable<>())
				.computeIfAbsent(hostname, HostTable::new);
		}

		/**
		 * Builds the index. The builder must not be used afterwards.
		 * @return the index
		 */
		public RouteIndex<T> build() {
			for (HostTable<HostTable<HostIndex<T>>> listeners : this.sockets.values()) {
				for (HostTable<HostIndex<T>> listener : listeners.values()) {
					listener.values().forEach(HostIndex::freeze);
				}
			}
			return new RouteIndex<>(this.sockets);
		}

	}

	/**
	 * Is where a rule is attached.
	 *
	 * @param socket the name of the socket
	 * @param listenerHostname the listener's host name; null for every host
	 * @param hostnames the host names in effect; empty for every host
	 */
	public record Attachment(String socket, @Nullable String listenerHostname, List<String> hostnames) {

		public Attachment {
			hostnames = List.copyOf(hostnames);
		}

	}

}
