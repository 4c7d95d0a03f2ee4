package dev.penstock.app.harness;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;

import dev.penstock.testkit.picker.TestCertificate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Sends requests to one port of a gateway. */
public final class Client {

	private static final ConnectionProvider CONNECTIONS = ConnectionProvider.builder("test-client")
		.maxConnections(500)
		.pendingAcquireMaxCount(-1)
		.build();

	/**
	 * Keeps what this client reads out of the search for lost buffers, which is for those
	 * of the gateway: Reactor Netty's client may lose the end of an HTTP/2 response that
	 * comes while it is still sending or when it leaves.
	 */
	private static final ByteBufAllocator UNTRACKED = new UnpooledByteBufAllocator(true, true);

	private final HttpClient client;

	private final String base;

	private Client(int port, HttpProtocol protocol, ConnectionProvider connections) {
		this.base = "http://127.0.0.1:" + port;
		this.client = HttpClient.create(connections)
			.option(ChannelOption.ALLOCATOR, UNTRACKED)
			.protocol(protocol)
			.disableRetry(true);
	}

	private Client(int port, HttpClient client) {
		this.base = "https://127.0.0.1:" + port;
		this.client = client.option(ChannelOption.ALLOCATOR, UNTRACKED).disableRetry(true);
	}

	/**
	 * Makes a client that speaks HTTP over TLS, with connections of its own, and trusts
	 * whoever answers.
	 * @param protocol {@code http1} or {@code h2}
	 * @param port the port on 127.0.0.1
	 * @param serverName the name to ask for (SNI)
	 * @param identity what it proves itself by; null for nothing
	 * @return the client
	 */
	public static Client tls(String protocol, int port, String serverName, @Nullable TestCertificate identity) {
		boolean h2 = protocol.toLowerCase(Locale.ROOT).equals("h2");
		try {
			SslContextBuilder builder = SslContextBuilder.forClient();
			if (identity != null) {
				builder.keyManager(identity);
			}
			SslContext context = builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
				.endpointIdentificationAlgorithm(null)
				.applicationProtocolConfig(new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
						ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
						ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
						h2 ? ApplicationProtocolNames.HTTP_2 : ApplicationProtocolNames.HTTP_1_1))
				.build();
			return new Client(port,
					HttpClient.create(ConnectionProvider.create("tls-client", 10))
						.protocol(h2 ? HttpProtocol.H2 : HttpProtocol.HTTP11)
						.secure((spec) -> spec.sslContext(context).serverNames(new SNIHostName(serverName))));
		}
		catch (SSLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Makes a client that speaks HTTP/1.1.
	 * @param port the port on 127.0.0.1
	 * @return the client
	 */
	public static Client http1(int port) {
		return new Client(port, HttpProtocol.HTTP11, CONNECTIONS);
	}

	/**
	 * Makes a client that speaks HTTP/1.1 and uses each connection once.
	 * @param port the port on 127.0.0.1
	 * @return the client
	 */
	public static Client http1WithNewConnections(int port) {
		return new Client(port, HttpProtocol.HTTP11, ConnectionProvider.newConnection());
	}

	/**
	 * Makes a client that speaks HTTP/2 with prior knowledge.
	 * @param port the port on 127.0.0.1
	 * @return the client
	 */
	public static Client h2c(int port) {
		return new Client(port, HttpProtocol.H2C, CONNECTIONS);
	}

	/**
	 * Makes a client.
	 * @param protocol {@code http1} or {@code h2c}
	 * @param port the port on 127.0.0.1
	 * @return the client
	 */
	public static Client of(String protocol, int port) {
		return switch (protocol.toLowerCase(Locale.ROOT)) {
			case "h2c" -> h2c(port);
			default -> http1(port);
		};
	}

	/**
	 * Sends a GET and waits for the whole response.
	 * @param path the path
	 * @param headers names and values, in turn
	 * @return the response
	 */
	public Reply get(String path, String... headers) {
		return open(HttpMethod.GET, path, null, headers).reply();
	}

	/**
	 * Sends a POST and waits for the whole response.
	 * @param path the path
	 * @param body the body
	 * @param headers names and values, in turn
	 * @return the response
	 */
	public Reply post(String path, String body, String... headers) {
		return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
	}

	/**
	 * Sends a POST with a {@code content-length} and waits for the whole response.
	 * @param path the path
	 * @param body the body
	 * @param headers names and values, in turn
	 * @return the response
	 */
	public Reply post(String path, byte[] body, String... headers) {
		String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
		all[headers.length] = "content-length";
		all[headers.length + 1] = Integer.toString(body.length);
		return open(HttpMethod.POST, path, Flux.just(body).map(Unpooled::wrappedBuffer), all).reply();
	}

	/**
	 * Sends a request without waiting.
	 * @param method the method
	 * @param path the path
	 * @param body the body; null for none
	 * @param headers names and values, in turn
	 * @return the request
	 */
	public Running open(HttpMethod method, String path, @Nullable Flux<ByteBuf> body, String... headers) {
		HttpClient prepared = this.client.headers((target) -> {
			for (int i = 0; i < headers.length; i += 2) {
				if (headers[i].equalsIgnoreCase("host")) {
					target.set(headers[i], headers[i + 1]);
				}
				else {
					target.add(headers[i], headers[i + 1]);
				}
			}
		});
		HttpClient.RequestSender sender = prepared.request(method).uri(this.base + path);
		return new Running((body != null) ? sender.send(body) : sender);
	}

}
