package dev.penstock.app.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import org.jspecify.annotations.Nullable;

/** Is a gRPC server, in cleartext, that answers every call with its name. */
public final class GrpcUpstream implements AutoCloseable {

	private final Server server;

	private final List<Metadata> calls = new CopyOnWriteArrayList<>();

	private GrpcUpstream(String name) {
		try {
			this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
				.fallbackHandlerRegistry(new Everything(name))
				.build()
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts a server.
	 * @param name its name
	 * @return the running server
	 */
	public static GrpcUpstream named(String name) {
		return new GrpcUpstream(name);
	}

	/**
	 * Returns where it listens.
	 * @return the port on 127.0.0.1
	 */
	public int port() {
		return this.server.getPort();
	}

	/**
	 * Returns the headers of all calls that have come.
	 * @return the headers
	 */
	public List<Metadata> calls() {
		return this.calls;
	}

	@Override
	public void close() {
		try {
			this.server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private final class Everything extends HandlerRegistry {

		private final String name;

		Everything(String name) {
			this.name = name;
		}

		@Override
		public ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
			return ServerMethodDefinition.create(Texts.method(method),
					(ServerCallHandler<String, String>) this::answer);
		}

		private ServerCall.Listener<String> answer(ServerCall<String, String> call, Metadata headers) {
			GrpcUpstream.this.calls.add(headers);
			call.request(1);
			return new ServerCall.Listener<>() {
				@Override
				public void onMessage(String message) {
					call.sendHeaders(new Metadata());
					call.sendMessage(Everything.this.name);
					Metadata trailers = new Metadata();
					trailers.put(Metadata.Key.of("x-served-by", Metadata.ASCII_STRING_MARSHALLER),
							Everything.this.name);
					call.close(Status.OK, trailers);
				}
			};
		}

	}

}
