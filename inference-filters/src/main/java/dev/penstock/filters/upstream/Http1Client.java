package dev.penstock.filters.upstream;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.pool.UpstreamTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Sends HTTP/1.1 requests. Connections are kept by event loop: a request goes out on the
 * loop that it is made on, which is the one that serves the client, so that neither its
 * bytes nor those of the response cross threads.
 */
final class Http1Client implements AutoCloseable {

	private final Bootstrap bootstrap;

	private final EventLoopGroup loops;

	private final Set<EventExecutor> members = new HashSet<>();

	private final Duration idleTimeout;

	private final Map<EventLoop, Http1Pool> pools = new ConcurrentHashMap<>();

	Http1Client(UpstreamSettings settings, EventLoopGroup loops, ChannelFactory<? extends Channel> channels) {
		this.loops = loops;
		loops.forEach(this.members::add);
		this.idleTimeout = settings.idleTimeout();
		this.bootstrap = new Bootstrap().channelFactory(channels)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(settings.connectTimeout().toMillis()))
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true);
	}

	Mono<UpstreamResponse> send(UpstreamEndpoint endpoint, @Nullable UpstreamTls tls, UpstreamRequest request) {
		return new SendMono(endpoint, tls, request);
	}

	private Http1Pool pool(EventLoop loop) {
		Http1Pool pool = this.pools.get(loop);
		return (pool != null) ? pool : this.pools.computeIfAbsent(loop,
				(key) -> new Http1Pool(key, this.bootstrap.clone().group(key), this.idleTimeout));
	}

	/**
	 * Returns the event loop that runs the caller, if it is one that can have
	 * connections.
	 */
	private @Nullable EventLoop currentLoop() {
		EventExecutor current = ThreadExecutorMap.currentExecutor();
		return (current instanceof EventLoop loop && this.members.contains(loop)) ? loop : null;
	}

	@Override
	public void close() {
		this.pools.values().forEach(Http1Pool::close);
	}

	/** Sends the request when it is subscribed to, on the subscriber's event loop. */
	private final class SendMono extends Mono<UpstreamResponse> {

		private final UpstreamEndpoint endpoint;

		private final @Nullable UpstreamTls tls;

		private final UpstreamRequest request;

		SendMono(UpstreamEndpoint endpoint, @Nullable UpstreamTls tls, UpstreamRequest request) {
			this.endpoint = endpoint;
			this.tls = tls;
			this.request = request;
		}

		@Override
		public void subscribe(CoreSubscriber<? super UpstreamResponse> subscriber) {
			EventLoop current = currentLoop();
			EventLoop loop = (current != null) ? current : Http1Client.this.loops.next();
			Http1Exchange exchange = new Http1Exchange(loop, new Http1Target(this.endpoint, this.tls), this.request,
					subscriber);
			subscriber.onSubscribe(exchange);
			if (current != null) {
				pool(loop).send(exchange);
			}
			else {
				loop.execute(() -> pool(loop).send(exchange));
			}
		}

		@Override
		public String toString() {
			return "request to " + this.endpoint;
		}

	}

}
