package dev.penstock.benchmark;

import java.util.List;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Is what gateways speak to: model servers on 8201, 8202 and 8203, and an endpoint picker
 * on 9402 that takes them in turn.
 */
final class Peers {

	static final int MODEL_SERVER = 8201;

	static final int PICKER = 9402;

	private static final List<String> ENDPOINTS = List.of("127.0.0.1:8201", "127.0.0.1:8202", "127.0.0.1:8203");

	private static final int WINDOW = 1 << 20;

	private Peers() {
	}

	/**
	 * Serves until the process ends.
	 * @param arguments ignored
	 */
	public static void main(String[] arguments) {
		EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
		for (int i = 0; i < ENDPOINTS.size(); i++) {
			listen(loops, MODEL_SERVER + i, new ChannelInitializer<>() {
				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new HttpServerCodec(), new ModelServer());
				}
			});
		}
		listen(loops, PICKER, new ChannelInitializer<>() {
			@Override
			protected void initChannel(Channel channel) {
				// Envoy ends each conversation with a reset, which Netty would take for
				// an
				// attack.
				channel.pipeline()
					.addLast(Http2FrameCodecBuilder.forServer()
						.initialSettings(Http2Settings.defaultSettings().initialWindowSize(WINDOW))
						.decoderEnforceMaxRstFramesPerWindow(0, 0)
						.build(), new Http2MultiplexHandler(conversations()));
			}
		}).closeFuture().syncUninterruptibly();
	}

	private static ChannelInitializer<Channel> conversations() {
		return new ChannelInitializer<>() {
			@Override
			protected void initChannel(Channel channel) {
				channel.pipeline().addLast(new TrivialPicker(ENDPOINTS));
			}
		};
	}

	private static Channel listen(EventLoopGroup loops, int port, ChannelInitializer<Channel> connections) {
		return new ServerBootstrap().group(loops)
			.channel(NioServerSocketChannel.class)
			.option(ChannelOption.SO_BACKLOG, 4096)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(connections)
			.bind("127.0.0.1", port)
			.syncUninterruptibly()
			.channel();
	}

}
