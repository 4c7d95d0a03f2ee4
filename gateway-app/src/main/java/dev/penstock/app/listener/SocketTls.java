package dev.penstock.app.listener;

import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLHandshakeException;

import dev.penstock.discovery.model.ListenerEntry;
import io.netty.util.AsyncMapping;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;
import reactor.netty.tcp.SslProvider;

/**
 * Is the TLS of a socket. Its listeners may change while it is bound: connections that
 * are open go on as they are, and handshakes that begin afterwards see the new ones.
 */
final class SocketTls implements AsyncMapping<String, SslProvider> {

	private volatile ListenerTable listeners;

	SocketTls(List<ListenerEntry> listeners) {
		this.listeners = new ListenerTable(listeners, null);
	}

	/** Tells whether a socket with these listeners speaks TLS. */
	static boolean isNeeded(List<ListenerEntry> listeners) {
		return listeners.stream().anyMatch((listener) -> listener.tls() != null);
	}

	void update(List<ListenerEntry> changed) {
		this.listeners = new ListenerTable(changed, this.listeners);
	}

	SslProvider provider() {
		return TlsProviders.undecided().setSniAsyncMappings(this).build();
	}

	@Override
	public Future<SslProvider> map(@Nullable String serverName, Promise<SslProvider> promise) {
		String name = (serverName != null) ? serverName.toLowerCase(Locale.ROOT) : "";
		SslProvider found = this.listeners.find(name);
		return (found != null) ? promise.setSuccess(found)
				: promise.setFailure(new SSLHandshakeException("no listener is for " + name));
	}

}
