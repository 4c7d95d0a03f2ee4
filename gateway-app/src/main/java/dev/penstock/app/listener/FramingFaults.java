package dev.penstock.app.listener;

import java.net.InetSocketAddress;

import dev.penstock.filters.error.ErrorBody;
import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.ReasonExceptionHandler;
import dev.penstock.filters.observe.EndedRequest;
import dev.penstock.filters.observe.RequestJournal;
import dev.penstock.filters.observe.RequestObserver;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import reactor.netty.NettyPipeline;

/**
 * Lets requests that can't be read end as every other that the gateway ends itself: the
 * HTTP server refuses them with a status alone, before there is a request to route.
 * Stands between the decoder of HTTP/1.1 and the server: notes what the decoder found
 * wrong, puts the reason into the server's answer and tells the observer. Whatever comes
 * after on the same connection is dropped, as the server closes it.
 */
final class FramingFaults extends ChannelDuplexHandler {

	/** Keeps, on a connection, what is wrong with the body of a request being served. */
	static final AttributeKey<String> IN_BODY = AttributeKey.valueOf(FramingFaults.class, "inBody");

	/** Keeps, on a connection, the status by which such a request was answered here. */
	static final AttributeKey<Integer> ANSWERED = AttributeKey.valueOf(FramingFaults.class, "answered");

	/** What Netty's decoder puts in the place of a request line that can't be read. */
	private static final String NO_TARGET = "/bad-request";

	private final RequestObserver observer;

	private final FoldedLines lines = new FoldedLines();

	private @Nullable Fault fault;

	private FramingFaults(RequestObserver observer) {
		this.observer = observer;
	}

	/**
	 * Adds the handlers to a new connection, over TLS as soon as it is known whether
	 * HTTP/1.1 is spoken.
	 * @param channel the connection
	 * @param observer is told of requests that have ended
	 */
	static void install(Channel channel, RequestObserver observer) {
		ChannelPipeline pipeline = channel.pipeline();
		if (!add(pipeline, observer) && pipeline.get(NettyPipeline.H2OrHttp11Codec) != null) {
			pipeline.addAfter(NettyPipeline.H2OrHttp11Codec, null, new AfterHandshake(observer));
		}
	}

	private static boolean add(ChannelPipeline pipeline, RequestObserver observer) {
		ChannelHandlerContext decoder = pipeline.context(HttpServerCodec.class);
		if (decoder == null) {
			return false;
		}
		FramingFaults faults = new FramingFaults(observer);
		pipeline.addBefore(decoder.name(), null, faults.lines);
		pipeline.addAfter(decoder.name(), null, faults);
		return true;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (this.fault != null) {
			ReferenceCountUtil.release(message);
			return;
		}
		if (message instanceof HttpRequest || message instanceof LastHttpContent) {
			HttpObject object = (HttpObject) message;
			if (this.lines.takeFolded() && object.decoderResult().isSuccess()) {
				object.setDecoderResult(
						DecoderResult.failure(new IllegalArgumentException("a header goes on in the next line")));
			}
		}
		if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
			note(context.channel(), object, object.decoderResult().cause());
		}
		else if (message instanceof HttpRequest request) {
			this.lines.follows(request);
		}
		context.fireChannelRead(message);
	}

	private void note(Channel channel, HttpObject object, Throwable cause) {
		ReasonCode reason = switch (cause) {
			case TooLongHttpLineException _ -> ReasonCode.URI_TOO_LONG;
			case TooLongHttpHeaderException _ -> ReasonCode.HEADERS_TOO_LARGE;
			default -> ReasonCode.BAD_REQUEST;
		};
		String words = (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName();
		String message = "the request can't be read: " + words;
		if (object instanceof HttpRequest request) {
			this.fault = new Fault(reason, message, request, System.nanoTime());
		}
		else {
			this.fault = new Fault(ReasonCode.BAD_REQUEST, message, null, System.nanoTime());
			channel.attr(IN_BODY).set(message);
		}
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		Fault found = this.fault;
		if (found != null && message instanceof FullHttpResponse response && found.isAnsweredBy(response)) {
			response.release();
			if (found.request() != null) {
				ended(found, found.request(), context.channel());
			}
			else {
				context.channel().attr(ANSWERED).set(found.reason().status());
			}
			context.write(found.answer(), promise);
			return;
		}
		context.write(message, promise);
		if (message instanceof HttpResponse response
				&& response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
			// What follows is not HTTP/1.1.
			context.pipeline().remove(this.lines);
			context.pipeline().remove(this);
		}
	}

	private void ended(Fault found, HttpRequest request, Channel channel) {
		RequestJournal journal = this.observer.begin(HttpHeaders.EMPTY);
		journal.refused(found.reason(), found.message());
		boolean known = !request.uri().equals(NO_TARGET);
		String host = request.headers().get(HttpHeaderNames.HOST);
		String client = (channel.remoteAddress() instanceof InetSocketAddress remote)
				? remote.getAddress().getHostAddress() : "";
		this.observer.ended(new EndedRequest(journal, known ? request.method().name() : "", (host != null) ? host : "",
				known ? request.uri() : "", client, found.reason().status(), System.nanoTime() - found.nanos()));
	}

	/**
	 * Is what is wrong with a request.
	 *
	 * @param reason its kind
	 * @param message the same in words
	 * @param request what is known of the request; null if it is being served already
	 * @param nanos the {@link System#nanoTime()} when it was found
	 */
	private record Fault(ReasonCode reason, String message, @Nullable HttpRequest request, long nanos) {

		/** Tells the server's answer from that to a request before. */
		boolean isAnsweredBy(FullHttpResponse response) {
			return response.status().code() == this.reason.status() && !response.content().isReadable()
					&& response.headers().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
		}

		FullHttpResponse answer() {
			byte[] body = ErrorBody.json(this.reason, this.message);
			FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
					HttpResponseStatus.valueOf(this.reason.status()), Unpooled.wrappedBuffer(body));
			answer.headers()
				.set(ReasonExceptionHandler.REASON_HEADER, this.reason.code())
				.set(HttpHeaderNames.CONTENT_LENGTH, body.length)
				.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
			if (this.request == null || !HttpMethod.HEAD.equals(this.request.method())) {
				answer.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
			}
			return answer;
		}

	}

	/** Waits until the protocol is agreed on. */
	private static final class AfterHandshake extends ChannelInboundHandlerAdapter {

		private final RequestObserver observer;

		AfterHandshake(RequestObserver observer) {
			this.observer = observer;
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof SslHandshakeCompletionEvent) {
				add(context.pipeline(), this.observer);
				context.fireUserEventTriggered(event);
				context.pipeline().remove(this);
			}
			else {
				context.fireUserEventTriggered(event);
			}
		}

	}

}
