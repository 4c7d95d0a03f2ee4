package dev.penstock.filters.extproc;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;

import dev.penstock.filters.pool.PickerView.PickerTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Opens connections to replicas. */
final class PickerConnector {

	/** Between them it is decided whether a picker reads what it is sent. */
	private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(128 * 1024, 256 * 1024);

	/** Hosts that are gone are found by TCP. */
	private static final int TCP_USER_TIMEOUT_MILLIS = 10_000;

	private final ExtProcSettings settings;

	private final TrustFindings findings = new TrustFindings();

	PickerConnector(ExtProcSettings settings) {
		this.settings = settings;
	}

	/**
	 * Prepares a connection, which is not opened yet.
	 * @param key the replica
	 * @param loop the event loop that is to serve it
	 * @return the connection
	 */
	PickerConnection connect(ReplicaKey key, EventLoop loop) {
		return new PickerConnection(loop, new ReplicaDialer(key, loop, context(key)), this.settings);
	}

	private @Nullable SslContext context(ReplicaKey key) {
		return switch (key.transport()) {
			case PickerTransport.Plaintext() -> null;
			case PickerTransport.TlsUnverified() -> Unverified.CONTEXT;
			case PickerTransport.TlsVerified verified -> context(key, verified);
		};
	}

	private SslContext context(ReplicaKey key, PickerTransport.TlsVerified verified) {
		try {
			return client().trustManager(new PickerTrust(key, verified, this.findings))
				// Whoever trusts compares the names.
				.endpointIdentificationAlgorithm(null)
				// Java asks for no name without a dot by itself.
				.serverName(new SNIHostName(verified.identity().hostname()))
				.build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException("TLS to endpoint picker " + key.service() + " can't be set up", ex);
		}
	}

	private static SslContextBuilder client() {
		return SslContextBuilder.forClient()
			.sslProvider(SslProvider.JDK)
			.ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
			.applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
					SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, "h2"));
	}

	/** Is made once, and only where a picker speaks TLS. */
	private static final class Unverified {

		static final SslContext CONTEXT = create();

		private static SslContext create() {
			try {
				// A picker makes its own certificate at its start unless it is given one.
				return client().trustManager(InsecureTrustManagerFactory.INSTANCE)
					.endpointIdentificationAlgorithm(null)
					.build();
			}
			catch (SSLException ex) {
				throw new IllegalStateException("TLS to endpoint pickers can't be set up", ex);
			}
		}

	}

	/** Reaches one replica from one event loop. */
	private final class ReplicaDialer implements PickerConnection.Dialer {

		private final ReplicaKey key;

		private final EventLoop loop;

		private final @Nullable SslContext tls;

		/** What the replica is called in requests, host and port. */
		private final String authority;

		ReplicaDialer(ReplicaKey key, EventLoop loop, @Nullable SslContext tls) {
			this.key = key;
			this.loop = loop;
			this.tls = tls;
			this.authority = (key.transport() instanceof PickerTransport.TlsVerified verified)
					? verified.identity().hostname() + ":" + key.address().getPort() : key.authority();
		}

		@Override
		public Http2Link link(Http2Link.Owner owner) {
			return new Http2Link(owner, this.tls != null, this.authority);
		}

		@Override
		public ChannelFuture dial(Http2Link link) {
			Bootstrap bootstrap = new Bootstrap().group(this.loop)
				.option(ChannelOption.TCP_NODELAY, true)
				.option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
				.option(ChannelOption.CONNECT_TIMEOUT_MILLIS,
						(int) PickerConnector.this.settings.connectTimeout().toMillis())
				.handler(new ChannelInitializer<Channel>() {

					@Override
					protected void initChannel(Channel channel) {
						if (ReplicaDialer.this.tls != null) {
							channel.pipeline().addLast(handler(ReplicaDialer.this.tls, channel));
						}
						channel.pipeline().addLast(link);
					}

				});
			if (this.loop instanceof IoEventLoop io && Epoll.isAvailable() && io.isIoType(EpollIoHandler.class)) {
				bootstrap.channel(EpollSocketChannel.class)
					.option(ChannelOption.SO_KEEPALIVE, true)
					.option(EpollChannelOption.TCP_KEEPIDLE, 15)
					.option(EpollChannelOption.TCP_KEEPINTVL, 5)
					.option(EpollChannelOption.TCP_KEEPCNT, 3)
					.option(EpollChannelOption.TCP_USER_TIMEOUT, TCP_USER_TIMEOUT_MILLIS);
			}
			else {
				bootstrap.channel(NioSocketChannel.class);
			}
			return bootstrap.connect(this.key.address());
		}

		private ChannelHandler handler(SslContext context, Channel channel) {
			int colon = this.authority.lastIndexOf(':');
			String host = (colon > 0) ? this.authority.substring(0, colon) : this.authority;
			return context.newHandler(channel.alloc(), host, this.key.address().getPort());
		}

	}

}
