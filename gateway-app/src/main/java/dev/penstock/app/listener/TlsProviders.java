package dev.penstock.app.listener;

import java.security.GeneralSecurityException;
import java.util.List;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;

import dev.penstock.discovery.model.ClientValidation;
import dev.penstock.discovery.model.ListenerTls;
import dev.penstock.filters.tls.Authorities;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.netty.tcp.SslProvider;

/**
 * Makes the TLS of listeners: versions 1.2 and 1.3, HTTP/2 and HTTP/1.1 by the client's
 * choice (RFC 7301).
 */
final class TlsProviders {

	/**
	 * Keeps, on a connection, the name that its client asked for; empty if for none.
	 */
	static final AttributeKey<String> SERVER_NAME = AttributeKey.valueOf(TlsProviders.class, "serverName");

	private static final ApplicationProtocolConfig PROTOCOLS = new ApplicationProtocolConfig(Protocol.ALPN,
			SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
			ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);

	private TlsProviders() {
	}

	/**
	 * Makes the TLS of a listener.
	 * @param tls what it is to be like
	 * @return what makes handlers of connections
	 * @throws IllegalStateException if a certificate can't be used
	 */
	static SslProvider create(ListenerTls tls) {
		return provider(tls).handlerConfigurator(TlsProviders::noteServerName).build();
	}

	/**
	 * Makes the TLS that a socket has before it is known which listener a client wants.
	 * @return TLS without a certificate
	 */
	static SslProvider.Builder undecided() {
		return provider(new ListenerTls(List.of(), null));
	}

	private static SslProvider.Builder provider(ListenerTls tls) {
		try {
			SslContextBuilder builder = SslContextBuilder.forServer(new ListenerKeys(tls.certificates()));
			askClients(builder, tls.clients());
			SslContext context = builder.ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
				.applicationProtocolConfig(PROTOCOLS)
				.build();
			return SslProvider.builder().sslContext(context);
		}
		catch (SSLException | GeneralSecurityException ex) {
			throw new IllegalStateException("TLS can't be set up with " + tls.certificates(), ex);
		}
	}

	private static void askClients(SslContextBuilder builder, @Nullable ClientValidation clients) {
		if (clients != null) {
			switch (clients.enforcement()) {
				case REQUIRED -> builder.clientAuth(ClientAuth.REQUIRE)
					.trustManager(Authorities.trust(clients.certificateAuthorities()));
				// Whatever they show, if anything, is good enough.
				case INSECURE_FALLBACK ->
					builder.clientAuth(ClientAuth.OPTIONAL).trustManager(InsecureTrustManagerFactory.INSTANCE);
			}
		}
	}

	private static void noteServerName(SslHandler handler) {
		handler.handshakeFuture().addListener((Future<Channel> handshake) -> {
			if (handshake.isSuccess() && handler.engine().getSession() instanceof ExtendedSSLSession session) {
				handshake.getNow().attr(SERVER_NAME).set(ListenerKeys.serverName(session));
			}
		});
	}

}
