package dev.penstock.filters.extproc;

import java.util.concurrent.TimeUnit;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;

import dev.penstock.filters.extproc.PickerConnection.SocketHolder;
import dev.penstock.filters.pool.PickerView.PickerTransport;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/** Opens connections to replicas. */
final class PickerConnector {

	/** What a picker may send ahead of the gateway's reading, for bodies of megabytes. */
	private static final int FLOW_CONTROL_WINDOW = 2 * 1024 * 1024;

	private static final int MAX_INBOUND_MESSAGE = 64 * 1024 * 1024;

	/**
	 * Servers written in Go end connections that ping more often than every 5 minutes.
	 * Hosts that are gone are found by TCP instead.
	 */
	private static final long KEEPALIVE_SECONDS = 310;

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
		SocketHolder socket = new SocketHolder();
		NettyChannelBuilder builder = NettyChannelBuilder.forAddress(key.address())
			.overrideAuthority(key.authority())
			.eventLoopGroup(loop)
			.directExecutor()
			.offloadExecutor(loop)
			.disableRetry()
			.disableServiceConfigLookUp()
			.userAgent("penstock")
			.maxInboundMessageSize(MAX_INBOUND_MESSAGE)
			.flowControlWindow(FLOW_CONTROL_WINDOW)
			.idleTimeout(365, TimeUnit.DAYS)
			.keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
			.keepAliveTimeout(10, TimeUnit.SECONDS)
			.withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) this.settings.connectTimeout().toMillis());
		if (loop instanceof IoEventLoop io && Epoll.isAvailable() && io.isIoType(EpollIoHandler.class)) {
			builder.channelFactory(() -> held(new EpollSocketChannel(), socket))
				.withOption(ChannelOption.SO_KEEPALIVE, true)
				.withOption(EpollChannelOption.TCP_KEEPIDLE, 15)
				.withOption(EpollChannelOption.TCP_KEEPINTVL, 5)
				.withOption(EpollChannelOption.TCP_KEEPCNT, 3)
				.withOption(EpollChannelOption.TCP_USER_TIMEOUT, TCP_USER_TIMEOUT_MILLIS);
		}
		else {
			builder.channelFactory(() -> held(new NioSocketChannel(), socket));
		}
		ManagedChannel channel = transport(builder, key).build();
		return new PickerConnection(loop, channel, socket, this.settings);
	}

	private NettyChannelBuilder transport(NettyChannelBuilder builder, ReplicaKey key) {
		return switch (key.transport()) {
			case PickerTransport.Plaintext() -> builder.usePlaintext();
			case PickerTransport.TlsUnverified() -> builder.sslContext(Unverified.CONTEXT);
			case PickerTransport.TlsVerified verified -> builder.sslContext(context(key, verified))
				.overrideAuthority(verified.identity().hostname() + ":" + key.address().getPort());
		};
	}

	private SslContext context(ReplicaKey key, PickerTransport.TlsVerified verified) {
		try {
			return GrpcSslContexts.forClient()
				.trustManager(new PickerTrust(key, verified, this.findings))
				// Java asks for no name without a dot by itself.
				.serverName(new SNIHostName(verified.identity().hostname()))
				.build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException("TLS to endpoint picker " + key.service() + " can't be set up", ex);
		}
	}

	private static Channel held(Channel channel, SocketHolder socket) {
		socket.set(channel);
		return channel;
	}

	/** Is made once, and only where a picker speaks TLS. */
	private static final class Unverified {

		static final SslContext CONTEXT = create();

		private static SslContext create() {
			try {
				// A picker makes its own certificate at its start unless it is given one.
				return GrpcSslContexts.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE).build();
			}
			catch (SSLException ex) {
				throw new IllegalStateException("TLS to endpoint pickers can't be set up", ex);
			}
		}

	}

}
