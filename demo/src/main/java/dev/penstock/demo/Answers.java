package dev.penstock.demo;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

import dev.penstock.demo.openai.ApiError;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2StreamChannel;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Sends answers that are whole, and resets.
 */
final class Answers {

	static final String JSON = "application/json";

	private Answers() {
	}

	static Mono<Void> text(HttpServerResponse response, int status, String contentType, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		response.status(status)
			.header(HttpHeaderNames.CONTENT_TYPE, contentType)
			.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(bytes.length));
		return (bytes.length == 0) ? response.send() : response.sendObject(Unpooled.wrappedBuffer(bytes)).then();
	}

	static Mono<Void> error(HttpServerResponse response, ApiError error) {
		return error(response, error, Connection.KEEP);
	}

	static Mono<Void> error(HttpServerResponse response, ApiError error, Connection connection) {
		if (connection == Connection.CLOSE) {
			response.keepAlive(false);
		}
		return text(response, error.status(), JSON, error.toJson());
	}

	static EventLoop eventLoop(HttpServerRequest request) {
		return channel(request).eventLoop();
	}

	/**
	 * Resets the stream (HTTP/2) or the connection.
	 * @param request the request that gets no answer, or no more of it
	 * @return a Mono that never completes, for that would end the answer in good order
	 */
	static Mono<Void> reset(HttpServerRequest request) {
		Channel channel = channel(request);
		if (channel instanceof Http2StreamChannel) {
			var _ = channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
		}
		else {
			// With a linger of 0 the kernel sends a reset instead of an orderly end.
			channel.config().setOption(ChannelOption.SO_LINGER, 0);
			var _ = channel.close();
		}
		return Mono.never();
	}

	private static Channel channel(HttpServerRequest request) {
		AtomicReference<Channel> channel = new AtomicReference<>();
		request.withConnection((connection) -> channel.set(connection.channel()));
		return channel.get();
	}

	/** Says what becomes of an HTTP/1.1 connection after an answer. */
	enum Connection {

		/** It may be used again. */
		KEEP,

		/** It is closed. */
		CLOSE

	}

}
