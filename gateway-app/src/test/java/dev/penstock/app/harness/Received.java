package dev.penstock.app.harness;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Is a request as it came to a {@link ControlledUpstream}, and the way to answer it. */
public final class Received {

	private final HttpServerRequest request;

	private final HttpServerResponse response;

	private final HttpHeaders headers;

	private final MessageDigest digest = Digests.sha256();

	private final AtomicLong length = new AtomicLong();

	private final CompletableFuture<String> bodyHash = new CompletableFuture<>();

	private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

	private final Sinks.One<Runnable> head = Sinks.one();

	private final Sinks.Many<byte[]> chunks = Sinks.many().unicast().onBackpressureBuffer();

	private final CompletableFuture<Channel> channel = new CompletableFuture<>();

	private final AtomicReference<HttpHeaders> trailers = new AtomicReference<>(EmptyHttpHeaders.INSTANCE);

	private volatile boolean withoutBody;

	Received(HttpServerRequest request, HttpServerResponse response) {
		this.request = request;
		this.response = response;
		this.headers = request.requestHeaders().copy();
		request.withConnection((connection) -> {
			this.channel.complete(connection.channel());
			connection.channel()
				.pipeline()
				.addBefore(NettyPipeline.ReactiveBridge, "trailers-" + System.identityHashCode(this),
						new ChannelInboundHandlerAdapter() {
							@Override
							public void channelRead(ChannelHandlerContext context, Object message) {
								if (message instanceof LastHttpContent last) {
									Received.this.trailers.set(last.trailingHeaders().copy());
									context.pipeline().remove(this);
								}
								context.fireChannelRead(message);
							}
						});
			connection.channel().closeFuture().addListener((_) -> this.cancelled.complete(null));
		});
	}

	Mono<Void> serve(ControlledUpstream.BodyReading reading) {
		Mono<Void> read = switch (reading) {
			case ALL -> this.request.receive()
				.asByteArray()
				.doOnNext(this::count)
				.then()
				.doOnSuccess((_) -> this.bodyHash.complete(HexFormat.of().formatHex(this.digest.digest())));
			case NONE -> Mono.empty();
		};
		Mono<Void> answer = this.head.asMono().flatMap((prepare) -> {
			prepare.run();
			if (this.withoutBody) {
				return this.response.send();
			}
			return Mono.from(this.response.sendHeaders())
				.then(Mono
					.defer(() -> this.response.send(this.chunks.asFlux().map(Unpooled::wrappedBuffer), (_) -> true)
						.then()));
		});
		return Mono.when(read, answer)
			.doOnError((_) -> this.cancelled.complete(null))
			.doOnCancel(() -> this.cancelled.complete(null));
	}

	private void count(byte[] part) {
		this.digest.update(part);
		this.length.addAndGet(part.length);
	}

	/**
	 * Sends the head of the response; its body is to follow.
	 * @param status the status
	 * @param headers names and values, in turn
	 */
	public void respond(int status, String... headers) {
		this.head.tryEmitValue(() -> setHead(status, headers));
	}

	/**
	 * Sends a response without a body.
	 * @param status the status
	 * @param headers names and values, in turn
	 */
	public void respondWithoutBody(int status, String... headers) {
		this.withoutBody = true;
		respond(status, headers);
	}

	private void setHead(int status, String... headers) {
		this.response.status(status);
		for (int i = 0; i < headers.length; i += 2) {
			this.response.addHeader(headers[i], headers[i + 1]);
		}
	}

	/**
	 * Sends a part of the response's body.
	 * @param text the part
	 */
	public void chunk(String text) {
		chunk(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Sends a part of the response's body.
	 * @param bytes the part
	 */
	public void chunk(byte[] bytes) {
		this.chunks.tryEmitNext(bytes);
	}

	/** Ends the response's body. */
	public void end() {
		this.chunks.tryEmitComplete();
	}

	/**
	 * Sends a whole response.
	 * @param status the status
	 * @param body the body
	 * @param headers names and values, in turn
	 */
	public void answer(int status, String body, String... headers) {
		respond(status, headers);
		chunk(body);
		end();
	}

	/** Breaks the connection, or the stream if it is HTTP/2. */
	public void reset() {
		Channel opened = this.channel.join();
		if (opened.parent() == null || opened.parent() instanceof io.netty.channel.ServerChannel) {
			opened.config().setOption(ChannelOption.SO_LINGER, 0);
		}
		opened.close();
	}

	/** Closes the connection in an orderly way. */
	public void hangUp() {
		this.channel.join().close();
	}

	/**
	 * Returns the method.
	 * @return the method
	 */
	public String method() {
		return this.request.method().name();
	}

	/**
	 * Returns the path with the query, as sent.
	 * @return the request's target
	 */
	public String target() {
		return this.request.uri();
	}

	/**
	 * Returns the protocol.
	 * @return such as {@code HTTP/1.1}
	 */
	public String protocol() {
		return this.request.protocol();
	}

	/**
	 * Returns a header.
	 * @param name its name
	 * @return its values
	 */
	public List<String> header(String name) {
		return this.headers.getAll(name);
	}

	/**
	 * Returns the names of all headers.
	 * @return the names as sent
	 */
	public List<String> headerNames() {
		return List.copyOf(this.headers.names());
	}

	/**
	 * Returns what followed the body.
	 * @return the trailers; empty before {@link #bodyHash()}
	 */
	public HttpHeaders trailers() {
		return this.trailers.get();
	}

	/**
	 * Counts the bytes of the body.
	 * @return how many have come
	 */
	public long bodyLength() {
		return this.length.get();
	}

	/**
	 * Waits for the body.
	 * @return its SHA-256
	 */
	public String bodyHash() {
		return this.bodyHash.orTimeout(TestGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	/**
	 * Tells whether the whole body has come.
	 * @return whether it has
	 */
	public boolean isBodyComplete() {
		return this.bodyHash.isDone();
	}

	/**
	 * Tells whether whoever sent the request has given it up.
	 * @return whether it was cancelled before the response was complete
	 */
	public boolean isCancelled() {
		return this.cancelled.isDone();
	}

}
