package dev.penstock.filters.pool;

import java.security.GeneralSecurityException;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;

import dev.penstock.filters.tls.PeerIdentity;
import dev.penstock.filters.tls.PeerTrust;
import dev.penstock.filters.tls.TlsIdentity;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Is TLS to endpoints that have to prove who they are. Compared by identity: connections
 * that were made under one are not used under another.
 */
public final class UpstreamTls {

	private final PeerIdentity peer;

	private final UpstreamProtocol protocol;

	private final @Nullable TlsIdentity identity;

	private final SslContext context;

	private @Nullable UpstreamTls overHttp2;

	/**
	 * Creates TLS.
	 * @param peer who an endpoint has to prove to be
	 * @param protocol what is spoken over it, which the endpoint has to agree to (RFC
	 * 7301)
	 * @param identity what the gateway proves itself by; null if by nothing
	 */
	public UpstreamTls(PeerIdentity peer, UpstreamProtocol protocol, @Nullable TlsIdentity identity) {
		this.peer = peer;
		this.protocol = protocol;
		this.identity = identity;
		String name = switch (protocol) {
			case HTTP1 -> ApplicationProtocolNames.HTTP_1_1;
			case H2C -> ApplicationProtocolNames.HTTP_2;
		};
		try {
			SslContextBuilder builder = SslContextBuilder.forClient();
			if (identity != null) {
				builder.keyManager(identity.privateKey(), identity.certificates());
			}
			this.context = builder.trustManager(new PeerTrust(peer))
				.endpointIdentificationAlgorithm(null)
				// Java asks for no name without a dot by itself.
				.serverName(new SNIHostName(peer.hostname()))
				.applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
						SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, name))
				.build();
		}
		catch (SSLException | GeneralSecurityException ex) {
			throw new IllegalStateException("TLS to " + peer.hostname() + " can't be set up", ex);
		}
	}

	/**
	 * Returns who an endpoint has to prove to be.
	 * @return the identity
	 */
	public PeerIdentity peer() {
		return this.peer;
	}

	/**
	 * Returns TLS to the same peer over which HTTP/2 is spoken, each time the same.
	 * @return this if it is so already
	 */
	public synchronized UpstreamTls overHttp2() {
		UpstreamTls other = (this.protocol == UpstreamProtocol.H2C) ? this : this.overHttp2;
		if (other == null) {
			other = new UpstreamTls(this.peer, UpstreamProtocol.H2C, this.identity);
			this.overHttp2 = other;
		}
		return other;
	}

	/**
	 * Returns what makes handlers of connections.
	 * @return the context
	 */
	public SslContext context() {
		return this.context;
	}

	@Override
	public String toString() {
		return "TLS to " + this.peer.hostname();
	}

}
