package dev.penstock.app.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/** Makes gRPC calls to one port of a gateway. */
public final class GrpcClient implements AutoCloseable {

	private final ManagedChannel channel;

	private GrpcClient(NettyChannelBuilder builder) {
		this.channel = builder.build();
	}

	/**
	 * Makes a client that speaks cleartext.
	 * @param port the port on 127.0.0.1
	 * @return the client
	 */
	public static GrpcClient plaintext(int port) {
		return new GrpcClient(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext());
	}

	/**
	 * Makes a client that speaks TLS.
	 * @param port the port on 127.0.0.1
	 * @param tls what TLS is made of
	 * @param authority the host that every call asks for
	 * @return the client
	 */
	public static GrpcClient tls(int port, SslContext tls, String authority) {
		return new GrpcClient(
				NettyChannelBuilder.forAddress("127.0.0.1", port).sslContext(tls).overrideAuthority(authority));
	}

	/**
	 * Makes a call without headers of its own and waits for its end.
	 * @param method the method
	 * @param message what is sent
	 * @return how the call ended
	 */
	public Answer call(MethodDescriptor<String, String> method, String message) {
		return call(method, CallOptions.DEFAULT, new Metadata(), message);
	}

	/**
	 * Makes a call with some message and waits for its end.
	 * @param method the service and the method, with a slash between them
	 * @param authority the host that is asked for
	 * @param headers names and values, in turn
	 * @return how the call ended
	 */
	public Answer call(String method, String authority, String... headers) {
		Metadata metadata = new Metadata();
		for (int i = 0; i < headers.length; i += 2) {
			metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
		}
		CallOptions options = authority.equals(this.channel.authority()) ? CallOptions.DEFAULT
				: CallOptions.DEFAULT.withAuthority(authority);
		return call(Texts.method(method), options, metadata, "hello");
	}

	private Answer call(MethodDescriptor<String, String> method, CallOptions options, Metadata metadata,
			String message) {
		ClientCall<String, String> call = this.channel.newCall(method,
				options.withDeadlineAfter(TestGateway.PATIENCE.toSeconds(), TimeUnit.SECONDS));
		List<String> messages = new ArrayList<>();
		CompletableFuture<Answer> answer = new CompletableFuture<>();
		call.start(new ClientCall.Listener<>() {
			@Override
			public void onMessage(String received) {
				messages.add(received);
			}

			@Override
			public void onClose(Status status, Metadata trailers) {
				answer.complete(new Answer(status, trailers, messages));
			}
		}, metadata);
		call.request(2);
		call.sendMessage(message);
		call.halfClose();
		return answer.join();
	}

	@Override
	public void close() {
		try {
			this.channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Is how a call ended.
	 *
	 * @param status the status
	 * @param trailers what came with it
	 * @param messages the messages that came before
	 */
	public record Answer(Status status, Metadata trailers, List<String> messages) {

		/**
		 * Returns a trailer.
		 * @param name its name
		 * @return its value, or null
		 */
		public @Nullable String trailer(String name) {
			return this.trailers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
		}

		/**
		 * Returns the message, or the code of the status if there is none.
		 * @return what tells one answer from another
		 */
		public String text() {
			return this.messages.isEmpty() ? this.status.getCode().name() : this.messages.getFirst();
		}

	}

}
