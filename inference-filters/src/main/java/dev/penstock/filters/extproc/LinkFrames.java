package dev.penstock.filters.extproc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/**
 * Knows what the frames of a picker mean (RFC 9113, section 6). Netty has checked their
 * form.
 */
final class LinkFrames extends Http2FrameAdapter {

	/** How many answers a picker may ask for that does not read them. */
	private static final int MAX_UNREAD_ANSWERS = 10_000;

	private final Http2Link link;

	private boolean greeted;

	private int receiveWindow = Http2Link.CONNECTION_WINDOW;

	private int unreadAnswers;

	LinkFrames(Http2Link link) {
		this.link = link;
	}

	@Override
	public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean endOfStream)
			throws Http2Exception {
		requireGreeting();
		int size = data.readableBytes() + padding;
		this.receiveWindow -= size;
		if (this.receiveWindow < 0) {
			throw violation(Http2Error.FLOW_CONTROL_ERROR, "it sent more than the connection's window");
		}
		// One stream whose client is slow must not hold up the others.
		if (this.receiveWindow < Http2Link.CONNECTION_WINDOW / 2) {
			this.link.writer().windowUpdate(0, Http2Link.CONNECTION_WINDOW - this.receiveWindow);
			this.receiveWindow = Http2Link.CONNECTION_WINDOW;
		}
		LinkStream stream = find(id);
		if (stream != null) {
			if (!stream.received(size)) {
				throw violation(Http2Error.FLOW_CONTROL_ERROR, "it sent more than a stream's window");
			}
			stream.data(data, padding, endOfStream);
		}
		return size;
	}

	@Override
	public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers headers, int padding,
			boolean endOfStream) throws Http2Exception {
		requireGreeting();
		LinkStream stream = find(id);
		if (stream != null) {
			stream.headers(headers, endOfStream);
		}
	}

	@Override
	public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers headers, int dependency, short weight,
			boolean exclusive, int padding, boolean endOfStream) throws Http2Exception {
		onHeadersRead(context, id, headers, padding, endOfStream);
	}

	@Override
	public void onRstStreamRead(ChannelHandlerContext context, int id, long error) throws Http2Exception {
		requireGreeting();
		LinkStream stream = find(id);
		if (stream != null) {
			this.link.ended(stream, new StreamEnd.Reset(error));
		}
	}

	@Override
	public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
		countAnswer();
		if (Boolean.TRUE.equals(settings.pushEnabled())) {
			throw violation(Http2Error.PROTOCOL_ERROR, "it wants to be pushed to");
		}
		Long table = settings.headerTableSize();
		if (table != null) {
			this.link.tableSize(table);
		}
		Integer frame = settings.maxFrameSize();
		if (frame != null) {
			this.link.writer().maxFrame(frame);
		}
		Long streams = settings.maxConcurrentStreams();
		if (streams != null) {
			this.link.maxStreams(streams);
		}
		this.link.writer().settingsAck();
		Integer window = settings.initialWindowSize();
		if (window != null) {
			this.link.initialWindow(window);
		}
		if (!this.greeted) {
			this.greeted = true;
			this.link.ready();
		}
	}

	@Override
	public void onPingRead(ChannelHandlerContext context, long content) throws Http2Exception {
		requireGreeting();
		countAnswer();
		this.link.writer().ping(true, content);
	}

	@Override
	public void onPushPromiseRead(ChannelHandlerContext context, int id, int promised, Http2Headers headers,
			int padding) throws Http2Exception {
		throw violation(Http2Error.PROTOCOL_ERROR, "it pushes though it must not");
	}

	@Override
	public void onGoAwayRead(ChannelHandlerContext context, int last, long error, ByteBuf debug) throws Http2Exception {
		requireGreeting();
		this.link.drain(last);
	}

	@Override
	public void onWindowUpdateRead(ChannelHandlerContext context, int id, int delta) throws Http2Exception {
		requireGreeting();
		if (id == 0) {
			this.link.addSendWindow(delta);
			return;
		}
		LinkStream stream = find(id);
		if (stream != null) {
			stream.addSendWindow(delta);
			if (stream.sendWindow() > Integer.MAX_VALUE) {
				throw violation(Http2Error.FLOW_CONTROL_ERROR, "it made a stream's window too large");
			}
			stream.resume();
		}
	}

	/** Finds a stream that is open; what is said of one that was is no longer heard. */
	private @Nullable LinkStream find(int id) throws Http2Exception {
		LinkStream stream = this.link.stream(id);
		if (stream == null && this.link.isIdle(id)) {
			throw violation(Http2Error.PROTOCOL_ERROR, "it speaks of a stream that was never opened");
		}
		return stream;
	}

	private void requireGreeting() throws Http2Exception {
		if (!this.greeted) {
			throw violation(Http2Error.PROTOCOL_ERROR, "it does not begin with its settings");
		}
	}

	private void countAnswer() throws Http2Exception {
		if (!this.link.isCongested()) {
			this.unreadAnswers = 0;
		}
		else if (++this.unreadAnswers > MAX_UNREAD_ANSWERS) {
			throw violation(Http2Error.ENHANCE_YOUR_CALM, "it asks for answers that it does not read");
		}
	}

	private static Http2Exception violation(Http2Error error, String message) {
		return Http2Exception.connectionError(error, "%s", message);
	}

}
