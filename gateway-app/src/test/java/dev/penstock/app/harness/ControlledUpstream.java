package dev.penstock.app.harness;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;

import dev.penstock.testkit.picker.TestCertificate;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Is a model server that does what a test says, step by step, or always the same.
 */
public final class ControlledUpstream implements AutoCloseable {

	/** What an upstream does that waits for the test to say. */
	public static final Consumer<Received> AS_TOLD = (_) -> {
	};

	private final BlockingQueue<Received> arrived = new LinkedBlockingQueue<>();

	private final List<Received> all = new CopyOnWriteArrayList<>();

	private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final Consumer<Received> behaviour;

	private final BodyReading reading;

	private final DisposableServer server;

	private ControlledUpstream(Consumer<Received> behaviour, BodyReading reading) {
		this(behaviour, reading, HttpServer.create().protocol(HttpProtocol.HTTP11, HttpProtocol.H2C));
	}

	private ControlledUpstream(Consumer<Received> behaviour, BodyReading reading, HttpServer base) {
		this.behaviour = behaviour;
		this.reading = reading;
		this.server = base.host("127.0.0.1")
			.port(Ports.free())
			.httpRequestDecoder((spec) -> spec.maxHeaderSize(64 * 1024).maxInitialLineLength(64 * 1024))
			.http2Settings((http2) -> http2.maxConcurrentStreams(1_000))
			.doOnConnection((connection) -> this.connections.add(connection.channel()))
			.handle(this::handle)
			.bindNow();
	}

	/**
	 * Starts an upstream that waits for the test.
	 * @return the running upstream
	 */
	public static ControlledUpstream start() {
		return new ControlledUpstream(AS_TOLD, BodyReading.ALL);
	}

	/**
	 * Starts an upstream.
	 * @param behaviour what it does with each request
	 * @return the running upstream
	 */
	public static ControlledUpstream start(Consumer<Received> behaviour) {
		return new ControlledUpstream(behaviour, BodyReading.ALL);
	}

	/**
	 * Starts an upstream that waits for the test and reads no bodies.
	 * @return the running upstream
	 */
	public static ControlledUpstream startWithoutReading() {
		return new ControlledUpstream(AS_TOLD, BodyReading.NONE);
	}

	/**
	 * Starts an upstream that speaks HTTP/1.1 and HTTP/2 over TLS.
	 * @param behaviour what it does with each request
	 * @param certificate what it proves itself by
	 * @param clientAuthority the authority, in PEM, of clients' certificates; null to ask
	 * for none
	 * @return the running upstream
	 */
	public static ControlledUpstream tls(Consumer<Received> behaviour, TestCertificate certificate,
			@Nullable String clientAuthority) {
		SslContextBuilder builder = SslContextBuilder.forServer(certificate)
			.applicationProtocolConfig(new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
					ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
					ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, ApplicationProtocolNames.HTTP_2,
					ApplicationProtocolNames.HTTP_1_1));
		if (clientAuthority != null) {
			builder.clientAuth(ClientAuth.REQUIRE)
				.trustManager(new ByteArrayInputStream(clientAuthority.getBytes(StandardCharsets.US_ASCII)));
		}
		try {
			SslContext context = builder.build();
			return new ControlledUpstream(behaviour, BodyReading.ALL,
					HttpServer.create()
						.protocol(HttpProtocol.HTTP11, HttpProtocol.H2)
						.secure((spec) -> spec.sslContext(context)));
		}
		catch (SSLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Starts an upstream that answers each request with its name.
	 * @param name the name
	 * @return the running upstream
	 */
	public static ControlledUpstream named(String name) {
		return start((received) -> received.answer(200, name));
	}

	private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
		Received received = new Received(request, response);
		this.all.add(received);
		this.arrived.add(received);
		this.behaviour.accept(received);
		return received.serve(this.reading);
	}

	/**
	 * Waits for a request that was not returned before.
	 * @return the oldest such request
	 */
	public Received next() {
		try {
			Received next = this.arrived.poll(TestGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (next == null) {
				throw new AssertionError("no request has come within " + TestGateway.PATIENCE);
			}
			return next;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the request that came last.
	 * @return the request, or null if there was none
	 */
	public @Nullable Received last() {
		return this.all.isEmpty() ? null : this.all.getLast();
	}

	/**
	 * Counts the requests.
	 * @return how many have come
	 */
	public int count() {
		return this.all.size();
	}

	/** Forgets all requests. */
	public void forget() {
		this.all.clear();
		this.arrived.clear();
	}

	/**
	 * Returns where it listens.
	 * @return the port on 127.0.0.1
	 */
	public int port() {
		return this.server.port();
	}

	@Override
	public void close() {
		this.server.disposeNow(Duration.ofSeconds(2));
		this.connections.close().awaitUninterruptibly(2000);
	}

	/** Is what is read of requests' bodies. */
	enum BodyReading {

		/** Everything, at once. */
		ALL,

		/** Nothing. */
		NONE

	}

}
