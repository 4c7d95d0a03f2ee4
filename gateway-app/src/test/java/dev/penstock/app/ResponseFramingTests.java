package dev.penstock.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.RawConnection;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that responses whose end could be understood in two ways go no further. */
class ResponseFramingTests {

	private final Site site = TestGateway.shared().site();

	@ParameterizedTest
	@ValueSource(strings = { "content-length: 3\r\ncontent-length: 4\r\n\r\nabcd", "content-length: 3, 4\r\n\r\nabcd",
			"content-length: -1\r\n\r\nabc", "content-length: x\r\n\r\nabc",
			"content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", "x: a\u0000b\r\n\r\n",
			"x: a\rb: c\r\n\r\n" })
	void ambiguousHeadIsABadGateway(String rest) throws IOException {
		try (ServerSocket server = answering("HTTP/1.1 200 OK\r\n" + rest)) {
			serve(server);
			Reply reply = Client.http1(this.site.port()).get("/");
			assertThat(reply.status()).isEqualTo(502);
			assertThat(reply.reason()).isEqualTo("upstream_reset");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "xyz\r\nabc\r\n", "3\r\nabcd\r\n0\r\n\r\n", "-3\r\nabc\r\n" })
	void brokenChunkBreaksTheResponseOff(String rest) throws IOException {
		try (ServerSocket server = answering(
				"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nbegun\r\n" + rest);
				RawConnection client = new RawConnection(serve(server))) {
			client.send("GET / HTTP/1.1\nhost: x\n\n");
			assertThat(client.readToEnd()).doesNotEndWith("0\r\n\r\n");
		}
	}

	@Test
	void whatFollowsACompleteResponseIsNoOnesResponse() throws IOException {
		try (ServerSocket server = answering(
				"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil")) {
			serve(server);
			for (int i = 0; i < 5; i++) {
				assertThat(Client.http1(this.site.port()).get("/").text()).isEqualTo("ok");
			}
		}
	}

	private int serve(ServerSocket server) {
		this.site.apply(this.site.gateway(),
				this.site.route("all", this.site.rule("{path: {value: /}}", this.site.poolRef("pool"))),
				this.site.pool("pool", server.getLocalPort()), this.site.pod("pod", "127.0.0.1", "True"));
		return this.site.port();
	}

	/** Answers the first request of each connection, and then only listens. */
	private static ServerSocket answering(String answer) throws IOException {
		ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Thread.ofVirtual().start(() -> {
			while (!server.isClosed()) {
				try {
					Socket socket = server.accept();
					Thread.ofVirtual().start(() -> answer(socket, answer));
				}
				catch (IOException _) {
					return;
				}
			}
		});
		return server;
	}

	private static void answer(Socket socket, String answer) {
		try (socket) {
			int last = 0;
			while (last != '\n' || socket.getInputStream().read() != '\r') {
				last = socket.getInputStream().read();
			}
			socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
			socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
