package dev.penstock.app.listener;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import dev.penstock.discovery.model.ListenerEntry;
import dev.penstock.filters.observe.RequestObserver;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpRequestDecoderSpec;
import reactor.netty.http.server.HttpServer;

/**
 * Binds and unbinds the sockets that the table asks for. A socket that stays is not
 * touched; one that goes takes no new connections and ends those that it has when their
 * requests are done. Changed by one thread at a time.
 */
public final class GatewaySockets {

	private static final Logger logger = LoggerFactory.getLogger(GatewaySockets.class);

	/** How much of a body that was read at once is passed on in one piece. */
	private static final int MAX_PART = 64 * 1024;

	private final RequestObserver observer;

	private final Duration drainTimeout;

	private final Map<SocketName, Bound> servers = new ConcurrentHashMap<>();

	/** What could not be bound last, with the cause. */
	private Map<SocketName, String> refused = Map.of();

	private final AtomicInteger inFlight = new AtomicInteger();

	private volatile boolean leaving;

	private volatile @Nullable HttpHandler handler;

	private volatile UnaryOperator<HttpServer> customizer = UnaryOperator.identity();

	/**
	 * Creates sockets.
	 * @param observer is told of requests that have ended
	 * @param drainTimeout how long a socket that goes waits for its requests
	 */
	public GatewaySockets(RequestObserver observer, Duration drainTimeout) {
		this.observer = observer;
		this.drainTimeout = drainTimeout;
	}

	void handler(HttpHandler handler, UnaryOperator<HttpServer> customizer) {
		this.handler = handler;
		this.customizer = customizer;
	}

	/**
	 * Binds what is not bound yet and tells what is bound of the listeners' TLS. A socket
	 * that changes between cleartext and TLS is bound anew.
	 * @param wanted all sockets that are asked for, with their listeners
	 * @return those that can't be bound, with the cause
	 */
	public SortedMap<SocketName, String> bind(SortedMap<SocketName, List<ListenerEntry>> wanted) {
		SortedMap<SocketName, String> refused = new TreeMap<>();
		wanted.forEach((socket, listeners) -> {
			try {
				bind(socket, listeners);
			}
			catch (ChannelBindException | IllegalStateException ex) {
				String cause = cause(ex);
				if (!cause.equals(this.refused.get(socket))) {
					logger.error("Can't listen on {}: {}", socket, cause);
				}
				refused.put(socket, cause);
			}
		});
		this.refused = Map.copyOf(refused);
		return refused;
	}

	private void bind(SocketName socket, List<ListenerEntry> listeners) {
		Bound before = this.servers.get(socket);
		boolean secure = SocketTls.isNeeded(listeners);
		if (before != null && (before.tls() != null) != secure) {
			release(socket);
			before = null;
		}
		if (before == null) {
			SocketTls tls = secure ? new SocketTls(listeners) : null;
			this.servers.put(socket, new Bound(open(socket, tls), tls));
			logger.info("Listening on {}{}", socket, secure ? " with TLS" : "");
		}
		else if (before.tls() != null) {
			before.tls().update(listeners);
		}
	}

	/**
	 * Unbinds what is no longer asked for.
	 * @param wanted all sockets that are asked for
	 */
	public void retain(Set<SocketName> wanted) {
		for (SocketName socket : Set.copyOf(this.servers.keySet())) {
			if (!wanted.contains(socket)) {
				release(socket);
			}
		}
	}

	private void release(SocketName socket) {
		Bound bound = this.servers.remove(socket);
		if (bound != null) {
			// At once, so that the address can be bound again.
			bound.server().channel().close().awaitUninterruptibly();
			logger.info("No longer listening on {}", socket);
			Thread.ofVirtual().name("drain-" + socket).start(() -> dispose(bound.server(), this.drainTimeout));
		}
	}

	private DisposableServer open(SocketName socket, @Nullable SocketTls tls) {
		HttpHandler target = this.handler;
		if (target == null) {
			throw new IllegalStateException("the web server has not started");
		}
		HttpServer server = ((tls != null)
				? HttpServer.create().secure(tls.provider()).protocol(HttpProtocol.HTTP11, HttpProtocol.H2)
				: HttpServer.create().protocol(HttpProtocol.HTTP11, HttpProtocol.H2C))
			.channelGroup(new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE));
		SocketHttpHandler socketHandler = new SocketHttpHandler(socket, target, this.observer, this.inFlight,
				() -> this.leaving);
		return withLargeParts(this.customizer.apply(server)).bindAddress(socket::resolve)
			.doOnChannelInit((_, channel, _) -> FramingFaults.install(channel, this.observer))
			.handle(new ReactorHttpHandlerAdapter(socketHandler))
			.bindNow();
	}

	/**
	 * Has bodies read in parts as large as they come, each of which costs a message to a
	 * picker. Keeps what else is set of the decoder, which can only be set as a whole.
	 */
	@SuppressWarnings("deprecation") // Goes with Netty 5, which splits no parts.
	private static HttpServer withLargeParts(HttpServer server) {
		HttpRequestDecoderSpec set = server.configuration().decoder();
		return server.httpRequestDecoder((decoder) -> decoder.maxInitialLineLength(set.maxInitialLineLength())
			.maxHeaderSize(set.maxHeaderSize())
			.validateHeaders(set.validateHeaders())
			.initialBufferSize(set.initialBufferSize())
			.allowDuplicateContentLengths(set.allowDuplicateContentLengths())
			.allowPartialChunks(set.allowPartialChunks())
			.h2cMaxContentLength(set.h2cMaxContentLength())
			.maxChunkSize(MAX_PART));
	}

	private static String cause(RuntimeException failure) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		String message = cause.getMessage();
		return (message != null) ? message : cause.getClass().getSimpleName();
	}

	/**
	 * Returns the sockets that are bound.
	 * @return the sockets, sorted
	 */
	public SortedSet<SocketName> bound() {
		return Collections.unmodifiableSortedSet(new TreeSet<>(this.servers.keySet()));
	}

	/**
	 * Returns how many requests are being served.
	 * @return the number of requests, on all sockets
	 */
	public int inFlight() {
		return this.inFlight.get();
	}

	/** Ends each connection with its next response, from now on. */
	void leave() {
		this.leaving = true;
	}

	/**
	 * Unbinds everything and waits until requests are done.
	 * @param timeout the longest time to wait
	 */
	void close(Duration timeout) {
		Map<SocketName, Bound> closing = new TreeMap<>(this.servers);
		this.servers.clear();
		closing.values()
			.stream()
			.map((bound) -> Thread.ofVirtual().start(() -> dispose(bound.server(), timeout)))
			.toList()
			.forEach(GatewaySockets::join);
	}

	private static void dispose(DisposableServer server, Duration timeout) {
		try {
			server.disposeNow(timeout);
		}
		catch (IllegalStateException ex) {
			logger.warn("Requests were still being served after {}: {}", timeout, ex.getMessage());
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Is a socket that is bound. */
	private record Bound(DisposableServer server, @Nullable SocketTls tls) {
	}

}
