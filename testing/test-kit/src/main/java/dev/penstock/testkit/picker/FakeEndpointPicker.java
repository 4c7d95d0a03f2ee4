package dev.penstock.testkit.picker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import dev.penstock.testkit.picker.proto.ProcessingRequest;
import dev.penstock.testkit.picker.proto.ProcessingResponse;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Is an endpoint picker on a port of the loopback interface that follows a
 * {@link Script}, which may be changed between requests.
 */
public final class FakeEndpointPicker implements AutoCloseable {

	private static final MethodDescriptor<ProcessingRequest, ProcessingResponse> PROCESS = MethodDescriptor
		.<ProcessingRequest, ProcessingResponse>newBuilder()
		.setType(MethodDescriptor.MethodType.BIDI_STREAMING)
		.setFullMethodName("envoy.service.ext_proc.v3.ExternalProcessor/Process")
		.setRequestMarshaller(ProtoUtils.marshaller(ProcessingRequest.getDefaultInstance()))
		.setResponseMarshaller(ProtoUtils.marshaller(ProcessingResponse.getDefaultInstance()))
		.build();

	private final Connections connections = new Connections();

	private final List<PickerExchange> exchanges = new CopyOnWriteArrayList<>();

	private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final Server server;

	private volatile Script script;

	private FakeEndpointPicker(Options options, Script script, @Nullable TestCertificate certificate) {
		this.script = script;
		ServerCallHandler<ProcessingRequest, ProcessingResponse> handler = (call, _) -> {
			PickerExchange exchange = new PickerExchange(call, this.script, this.connections);
			this.exchanges.add(exchange);
			exchange.open();
			return exchange;
		};
		NettyServerBuilder builder = NettyServerBuilder
			.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()))
			.channelFactory(this.connections::serverSocket)
			.bossEventLoopGroup(this.loops)
			.workerEventLoopGroup(this.loops)
			.directExecutor()
			.maxInboundMessageSize(64 * 1024 * 1024)
			.maxConcurrentCallsPerConnection(options.maxConcurrentStreams())
			.addService(ServerServiceDefinition.builder("envoy.service.ext_proc.v3.ExternalProcessor")
				.addMethod(PROCESS, handler)
				.build());
		if (options.tls()) {
			builder
				.sslContext((certificate != null) ? context(SslContextBuilder.forServer(certificate)) : selfSigned());
		}
		try {
			this.server = builder.build().start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a picker in cleartext.
	 * @param script what it does
	 * @return the picker
	 */
	public static FakeEndpointPicker start(Script script) {
		return start(Options.PLAINTEXT, script);
	}

	/**
	 * Starts a picker.
	 * @param options how it listens
	 * @param script what it does
	 * @return the picker
	 */
	public static FakeEndpointPicker start(Options options, Script script) {
		return new FakeEndpointPicker(options, script, null);
	}

	/**
	 * Starts a picker with TLS on any port.
	 * @param certificate its certificate
	 * @param script what it does
	 * @return the picker
	 */
	public static FakeEndpointPicker start(TestCertificate certificate, Script script) {
		return new FakeEndpointPicker(Options.TLS, script, certificate);
	}

	/**
	 * Finds a port on which nobody listens.
	 * @return the port
	 */
	public static int refusedPort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Listens on a port without ever saying anything.
	 * @return the socket, to be closed
	 */
	public static ServerSocket blackHole() {
		try {
			return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static SslContext selfSigned() {
		try {
			return context(SelfSigned.server());
		}
		catch (CertificateException | IOException ex) {
			throw new IllegalStateException("no self-signed certificate", ex);
		}
	}

	private static SslContext context(SslContextBuilder builder) {
		try {
			return GrpcSslContexts.configure(builder).build();
		}
		catch (SSLException ex) {
			throw new IllegalStateException("no TLS", ex);
		}
	}

	/**
	 * Returns the port.
	 * @return the port, on 127.0.0.1
	 */
	public int port() {
		return this.server.getPort();
	}

	/**
	 * Changes what is done with streams that are yet to come.
	 * @param next the script
	 */
	public void follow(Script next) {
		this.script = next;
	}

	/**
	 * Returns all streams, in the order in which they came.
	 * @return the streams
	 */
	public List<PickerExchange> exchanges() {
		return List.copyOf(this.exchanges);
	}

	/** Forgets the streams that came, with all that they received. */
	public void forget() {
		this.exchanges.clear();
	}

	/**
	 * Returns the last stream.
	 * @return the stream
	 * @throws java.util.NoSuchElementException if none came
	 */
	public PickerExchange lastExchange() {
		return exchanges().getLast();
	}

	/**
	 * Counts the connections that are open.
	 * @return the number
	 */
	public int openConnections() {
		return this.connections.open();
	}

	/**
	 * Counts the connections that ever came.
	 * @return the number
	 */
	public int acceptedConnections() {
		return this.connections.accepted();
	}

	/** Resets all connections and listens no more, as a killed process does. */
	public void kill() {
		this.server.shutdownNow();
		this.connections.killAll();
		await();
	}

	@Override
	public void close() {
		this.server.shutdownNow();
		await();
		this.loops.shutdownGracefully(20, 2_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
	}

	private void await() {
		try {
			this.server.awaitTermination(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Is how a picker listens.
	 *
	 * @param tls whether it speaks TLS, with a certificate that it signed itself
	 * @param port the port; 0 takes any
	 * @param maxConcurrentStreams how many streams a connection may have
	 */
	public record Options(boolean tls, int port, int maxConcurrentStreams) {

		/** In cleartext on any port. */
		public static final Options PLAINTEXT = new Options(false, 0, Integer.MAX_VALUE);

		/** With TLS on any port. */
		public static final Options TLS = new Options(true, 0, Integer.MAX_VALUE);

	}

}
