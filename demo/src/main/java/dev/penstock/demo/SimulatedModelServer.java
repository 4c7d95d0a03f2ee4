package dev.penstock.demo;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import dev.penstock.demo.engine.Engine;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

/**
 * Is one running simulated model server. Thread-safe.
 */
public final class SimulatedModelServer implements AutoCloseable {

	private static final int MAX_HEADER_BYTES = 64 * 1024;

	private final Settings settings;

	private final Engine engine;

	private final RequestLog log;

	private final AtomicLong cancelled = new AtomicLong();

	private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final DisposableServer server;

	private SimulatedModelServer(Settings settings) {
		this.settings = settings;
		this.engine = new Engine(settings.engine(), System::nanoTime);
		this.log = new RequestLog(settings.requestsKept());
		ApiHandler handler = new ApiHandler(settings, this.engine, this.log, this.cancelled);
		this.server = HttpServer.create()
			.bindAddress(() -> new InetSocketAddress(settings.host(), settings.port()))
			.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
			.httpRequestDecoder((spec) -> spec.maxHeaderSize(MAX_HEADER_BYTES).maxInitialLineLength(MAX_HEADER_BYTES))
			.http2Settings((http2) -> http2.maxConcurrentStreams(10_000).initialWindowSize(1 << 20))
			.doOnConnection((connection) -> this.connections.add(connection.channel()))
			.handle(handler)
			.bindNow();
	}

	/**
	 * Starts a server and waits until it listens.
	 * @param settings what to serve
	 * @return the running server
	 */
	public static SimulatedModelServer start(Settings settings) {
		return new SimulatedModelServer(settings);
	}

	/**
	 * Returns where it listens.
	 * @return the address, with the port in use
	 */
	public InetSocketAddress address() {
		return (InetSocketAddress) this.server.address();
	}

	/**
	 * Returns its base URL.
	 * @return for example {@code http://127.0.0.1:8201}, without a slash at the end
	 */
	public String url() {
		String host = address().getAddress().getHostAddress();
		return "http://" + ((host.indexOf(':') >= 0) ? "[" + host + "]" : host) + ":" + address().getPort();
	}

	/**
	 * Returns what it was started with.
	 * @return the settings
	 */
	public Settings settings() {
		return this.settings;
	}

	/**
	 * Counts requests in the running batch.
	 * @return 0 to maxNumSeqs
	 */
	public int requestsRunning() {
		return this.engine.running();
	}

	/**
	 * Counts requests in the queue.
	 * @return 0 or more
	 */
	public int requestsWaiting() {
		return this.engine.waiting();
	}

	/**
	 * Counts the requests for text whose client left before the end, since the start.
	 * @return 0 or more
	 */
	public long requestsCancelled() {
		return this.cancelled.get();
	}

	/**
	 * Returns the share of the KV cache that running requests use.
	 * @return 0 to 1
	 */
	public double kvCacheUsage() {
		return this.engine.kvCacheUsage();
	}

	/**
	 * Returns the last requests received whole, of any path but {@code /metrics}.
	 * @return the requests, oldest first; at most as many as the settings say
	 */
	public List<SeenRequest> lastRequests() {
		return this.log.last();
	}

	/**
	 * Stops listening and cuts all connections.
	 */
	@Override
	public void close() {
		this.server.disposeNow(Duration.ofSeconds(2));
		this.connections.close().awaitUninterruptibly(2000);
	}

}
