package dev.penstock.app.listener;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.penstock.discovery.model.ListenerEntry;
import dev.penstock.discovery.model.ListenerTls;
import dev.penstock.filters.route.HostTable;
import org.jspecify.annotations.Nullable;
import reactor.netty.tcp.SslProvider;

/**
 * Knows the TLS of the listeners of one socket by the names that clients ask for: that of
 * the listener with the most specific host name (Gateway API, {@code Listener.hostname}).
 */
final class ListenerTable {

	private final HostTable<SslProvider> byHost = new HostTable<>();

	private final Map<ListenerTls, SslProvider> providers = new HashMap<>();

	/**
	 * Creates a table.
	 * @param listeners the listeners of the socket that end TLS
	 * @param before the table before, of which what stays the same is kept so that its
	 * sessions can be resumed; null if there is none
	 */
	ListenerTable(List<ListenerEntry> listeners, @Nullable ListenerTable before) {
		for (ListenerEntry listener : listeners) {
			ListenerTls tls = listener.tls();
			if (tls != null) {
				SslProvider known = (before != null) ? before.providers.get(tls) : null;
				SslProvider provider = this.providers.computeIfAbsent(tls,
						(key) -> (known != null) ? known : TlsProviders.create(key));
				this.byHost.computeIfAbsent(listener.hostname(), () -> provider);
			}
		}
	}

	/**
	 * Finds the TLS for a client.
	 * @param serverName the name that it asks for, lower case; empty for none
	 * @return the TLS, or null if no listener is for that name
	 */
	@Nullable SslProvider find(String serverName) {
		return this.byHost.find(serverName, Function.identity());
	}

}
