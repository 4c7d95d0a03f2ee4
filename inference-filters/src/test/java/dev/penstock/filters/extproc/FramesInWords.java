package dev.penstock.filters.extproc;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/** Writes frames down in words. */
final class FramesInWords extends Http2FrameAdapter {

	private final List<String> frames;

	FramesInWords(List<String> frames) {
		this.frames = frames;
	}

	@Override
	public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean end) {
		this.frames.add("data " + id + " " + data.readableBytes() + (end ? " end" : ""));
		return 0;
	}

	@Override
	public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean end) {
		this.frames.add("headers " + id + " " + headers.path());
	}

	@Override
	public void onRstStreamRead(ChannelHandlerContext context, int id, long error) {
		this.frames.add("reset " + id + " " + error);
	}

	@Override
	public void onSettingsAckRead(ChannelHandlerContext context) {
		this.frames.add("settings ack");
	}

	@Override
	public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) {
		this.frames.add("settings {ENABLE_PUSH=" + (settings.pushEnabled() ? 1 : 0) + ", INITIAL_WINDOW_SIZE="
				+ settings.initialWindowSize() + ", MAX_HEADER_LIST_SIZE=" + settings.maxHeaderListSize() + "}");
	}

	@Override
	public void onPingRead(ChannelHandlerContext context, long content) {
		this.frames.add("ping " + content);
	}

	@Override
	public void onPingAckRead(ChannelHandlerContext context, long content) {
		this.frames.add("pong " + content);
	}

	@Override
	public void onGoAwayRead(ChannelHandlerContext context, int last, long error, ByteBuf debug) {
		this.frames.add("goaway " + error);
	}

	@Override
	public void onWindowUpdateRead(ChannelHandlerContext context, int id, int delta) {
		this.frames.add("window " + id + " " + delta);
	}

}
