package dev.penstock.filters.extproc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import org.jspecify.annotations.Nullable;

/**
 * Is an HTTP/2 connection to a picker (RFC 9113), as lean as a client can be that knows
 * all its requests: what is written in one turn of the event loop leaves in one piece.
 * Netty reads the frames; {@link LinkFrames} knows what they mean. Runs on its event
 * loop.
 */
final class Http2Link extends ByteToMessageDecoder {

	/** What a picker may send ahead on a stream, for bodies of megabytes. */
	static final int STREAM_WINDOW = 2 * 1024 * 1024;

	/** The same for all streams together; what comes is taken off at once. */
	static final int CONNECTION_WINDOW = 8 * 1024 * 1024;

	private static final int MAX_HEADER_LIST = 64 * 1024;

	/** Numbers of streams end at 2^31 - 1: a link whose numbers run out is given up. */
	private static final int LAST_STREAM = Integer.MAX_VALUE - 100_000;

	private static final long USEFUL_NANOS = 1_000_000_000;

	private final Owner owner;

	private final HeaderBlock headers;

	private final DefaultHttp2FrameReader reader = new DefaultHttp2FrameReader(
			new DefaultHttp2HeadersDecoder(true, MAX_HEADER_LIST));

	private final LinkFrames frames = new LinkFrames(this);

	private final MessageEncoder encoder = new MessageEncoder();

	private final IntObjectMap<LinkStream> streams = new IntObjectHashMap<>();

	private @Nullable ChannelHandlerContext context;

	private @Nullable LinkKeepAlive keepAlive;

	private @Nullable LinkWriter writer;

	private @Nullable SendWindow sendWindow;

	private int nextStream = 1;

	private int maxStreams = Integer.MAX_VALUE;

	private long readySince;

	private boolean draining;

	private boolean closed;

	private @Nullable String failure;

	Http2Link(Owner owner, boolean secure, String authority) {
		// Frames that come in two pieces are not worth a copy of all that comes with
		// them.
		setCumulator(COMPOSITE_CUMULATOR);
		this.owner = owner;
		this.headers = new HeaderBlock(secure, authority);
	}

	@Override
	public void handlerAdded(ChannelHandlerContext added) {
		this.context = added;
		this.writer = new LinkWriter(added);
		this.sendWindow = new SendWindow(added.channel());
	}

	@Override
	public void channelActive(ChannelHandlerContext active) {
		// Over TLS it begins after the handshake.
		if (active.pipeline().get(SslHandler.class) == null) {
			begin(active);
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext current, Object event) throws Exception {
		if (event instanceof SslHandshakeCompletionEvent handshake) {
			SslHandler tls = current.pipeline().get(SslHandler.class);
			if (!handshake.isSuccess()) {
				abort("TLS failed: " + handshake.cause().getMessage());
			}
			else if (tls == null || !"h2".equals(tls.applicationProtocol())) {
				abort("TLS has not agreed on HTTP/2 (ALPN h2)");
			}
			else {
				begin(current);
			}
		}
		super.userEventTriggered(current, event);
	}

	private void begin(ChannelHandlerContext current) {
		writer().begin(STREAM_WINDOW, CONNECTION_WINDOW, MAX_HEADER_LIST);
		this.keepAlive = new LinkKeepAlive(this, current.channel().eventLoop());
	}

	@Override
	protected void decode(ChannelHandlerContext current, ByteBuf in, List<Object> messages) throws Http2Exception {
		if (this.closed) {
			in.skipBytes(in.readableBytes());
			return;
		}
		if (this.keepAlive != null) {
			this.keepAlive.heard();
		}
		this.reader.readFrame(current, in, this.frames);
	}

	@Override
	public void channelInactive(ChannelHandlerContext current) throws Exception {
		over("the connection was closed");
		super.channelInactive(current);
	}

	@Override
	protected void handlerRemoved0(ChannelHandlerContext current) {
		over("the connection was closed");
		this.reader.close();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext current, Throwable cause) {
		Throwable root = (cause.getCause() != null) ? cause.getCause() : cause;
		if (root instanceof Http2Exception violation) {
			fail(violation.error(), String.valueOf(root.getMessage()));
		}
		else {
			abort(String.valueOf(root.getMessage()));
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext current) {
		sendWindow().resumeWaiting();
	}

	/** Ends the connection after a violation of the protocol. */
	void fail(Http2Error error, String message) {
		if (!this.closed) {
			writer().goAway(error);
			abort(message);
		}
	}

	/** Ends the connection. */
	void abort(String message) {
		if (this.failure == null) {
			this.failure = message;
		}
		if (this.context != null) {
			var _ = this.context.close();
		}
		over(message);
	}

	private void over(String message) {
		if (this.closed) {
			return;
		}
		this.closed = true;
		if (this.keepAlive != null) {
			this.keepAlive.stop();
		}
		if (this.writer != null) {
			this.writer.discard();
		}
		String cause = (this.failure != null) ? this.failure : message;
		List<LinkStream> broken = new ArrayList<>(this.streams.values());
		this.streams.clear();
		this.owner.closed(this, cause);
		broken.forEach((stream) -> stream.ended(new StreamEnd.Broken(cause)));
	}

	/** Closes the connection in good order, now. */
	void close() {
		ChannelHandlerContext current = this.context;
		if (current != null && !this.closed) {
			writer().goAway(Http2Error.NO_ERROR);
			var _ = current.close();
		}
		over("the gateway closed the connection");
	}

	void ready() {
		this.readySince = System.nanoTime();
		this.owner.ready(this);
	}

	void maxStreams(long count) {
		this.maxStreams = (int) Math.min(Integer.MAX_VALUE, count);
	}

	int maxStreams() {
		return this.maxStreams;
	}

	void tableSize(long size) {
		this.headers.tableSize(size);
	}

	void initialWindow(int size) {
		long delta = sendWindow().initial(size);
		for (LinkStream stream : List.copyOf(this.streams.values())) {
			stream.addSendWindow(delta);
			if (stream.sendWindow() > Integer.MAX_VALUE) {
				fail(Http2Error.FLOW_CONTROL_ERROR, "it made a window too large");
				return;
			}
			stream.resume();
		}
	}

	void addSendWindow(int delta) {
		if (sendWindow().add(delta)) {
			sendWindow().resumeWaiting();
		}
		else {
			fail(Http2Error.FLOW_CONTROL_ERROR, "it made the connection's window too large");
		}
	}

	/** Opens no more streams; those after the last that the peer takes are over. */
	void drain(int last) {
		boolean first = !this.draining;
		this.draining = true;
		for (LinkStream stream : List.copyOf(this.streams.values())) {
			if (stream.id() > last && this.streams.remove(stream.id()) != null) {
				stream.ended(new StreamEnd.Broken("it takes no more streams (GOAWAY)"));
			}
		}
		if (first) {
			this.owner.draining(this);
		}
		closeIfDrained();
	}

	@Nullable LinkStream stream(int id) {
		return this.streams.get(id);
	}

	/** Tells whether a stream was never opened. */
	boolean isIdle(int id) {
		return id >= this.nextStream || (id & 1) == 0;
	}

	/** Ends a stream that the peer has ended. */
	void ended(LinkStream stream, StreamEnd end) {
		if (this.streams.remove(stream.id()) != null) {
			stream.ended(end);
			closeIfDrained();
		}
	}

	/** Tells whether it was of any use: had a stream, or could have had one. */
	boolean wasUseful() {
		return this.nextStream > 1 || System.nanoTime() - this.readySince > USEFUL_NANOS;
	}

	private void closeIfDrained() {
		if (this.draining && this.streams.isEmpty()) {
			close();
		}
	}

	boolean hasStreams() {
		return !this.streams.isEmpty();
	}

	/** Tells whether the peer lets what the link says pile up. */
	boolean isCongested() {
		return this.context == null || !this.context.channel().isWritable();
	}

	private SendWindow sendWindow() {
		return Objects.requireNonNull(this.sendWindow, "there is no connection yet");
	}

	LinkWriter writer() {
		return Objects.requireNonNull(this.writer, "there is no connection yet");
	}

	/**
	 * Opens a stream.
	 * @param stream is called about it
	 * @return whether the connection takes one more
	 */
	boolean open(LinkStream stream) {
		if (this.closed || this.draining) {
			return false;
		}
		int id = this.nextStream;
		this.nextStream += 2;
		stream.opened(id, sendWindow().initial(), STREAM_WINDOW);
		this.streams.put(id, stream);
		writer().headers(id, this.headers.next());
		if (id >= LAST_STREAM) {
			drain(Integer.MAX_VALUE);
		}
		return true;
	}

	MessageEncoder encoder() {
		return this.encoder;
	}

	/**
	 * Tells how much of a stream may be written now. Where that is nothing, the stream is
	 * resumed when it is more.
	 * @param stream the stream
	 * @return the number of bytes
	 */
	int budget(LinkStream stream) {
		return this.closed ? 0 : sendWindow().budget(stream);
	}

	/**
	 * Writes a message, or a part of one, that is within the stream's budget.
	 * @param stream the stream
	 * @param head its beginning; read
	 * @param body the rest; not changed
	 */
	void message(LinkStream stream, ByteBuf head, ByteBuf body) {
		int length = head.readableBytes() + body.readableBytes();
		writer().message(stream.id(), head, body);
		sendWindow().used(stream, length);
	}

	/** Ends what is written of a stream. */
	void end(LinkStream stream) {
		if (!this.closed && !stream.isEndSent() && this.streams.containsKey(stream.id())) {
			stream.endSent();
			writer().endStream(stream.id());
		}
	}

	/**
	 * Forgets a stream, of which nothing more is heard.
	 * @param stream the stream
	 * @param reset whether one side of it is still open
	 */
	void leave(LinkStream stream, boolean reset) {
		if (this.streams.remove(stream.id()) != null && !this.closed) {
			if (reset) {
				writer().reset(stream.id(), Http2Error.CANCEL);
			}
			closeIfDrained();
		}
	}

	/** Gives bytes of a stream back to the peer, which may send as many more. */
	void taken(LinkStream stream, int bytes) {
		int back = stream.taken(bytes, STREAM_WINDOW / 2);
		if (back > 0 && !this.closed && this.streams.containsKey(stream.id())) {
			writer().windowUpdate(stream.id(), back);
		}
	}

	/** Is told how the connection fares. */
	interface Owner {

		/** Streams can be opened. */
		void ready(Http2Link link);

		/** No more streams can be opened; those that are open go on. */
		void draining(Http2Link link);

		/** The connection is over. Called once. */
		void closed(Http2Link link, String cause);

	}

}
