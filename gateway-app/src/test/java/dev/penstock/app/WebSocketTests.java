package dev.penstock.app;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Ports;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Script;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Tests WebSockets through the gateway. */
class WebSocketTests {

	private static final BlockingQueue<Integer> CLOSED = new LinkedBlockingQueue<>();

	private static DisposableServer server;

	private final Site site = TestGateway.shared().site();

	@BeforeAll
	static void start() {
		WebsocketServerSpec plain = WebsocketServerSpec.builder().maxFramePayloadLength(10_000_000).build();
		// Serves nobody who doesn't offer the protocol.
		WebsocketServerSpec chat = WebsocketServerSpec.builder()
			.protocols("chat")
			.maxFramePayloadLength(10_000_000)
			.build();
		server = HttpServer.create()
			.host("127.0.0.1")
			.port(Ports.free())
			.route((routes) -> routes.ws("/ws", WebSocketTests::echo, plain)
				.ws("/chat", WebSocketTests::echo, chat)
				.ws("/end", (_, out) -> out.sendClose(4001, "enough"), plain)
				.get("/ws-refused", (_, response) -> response.status(403).header("x-why", "no").send()))
			.bindNow();
	}

	private static Publisher<Void> echo(WebsocketInbound in, WebsocketOutbound out) {
		in.receiveCloseStatus().subscribe((status) -> CLOSED.add(status.code()));
		return out.sendObject(in.receiveFrames().map(WebSocketFrame::retain), (_) -> true);
	}

	@AfterAll
	static void stop() {
		server.disposeNow(Duration.ofSeconds(2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ", appProtocol: kubernetes.io/ws" })
	void framesPassBothWaysWithTheChosenSubprotocol(String port) throws Exception {
		apply("", port);
		Listener listener = new Listener();
		WebSocket socket = open("/chat", listener, "other", "chat");
		assertThat(socket.getSubprotocol()).isEqualTo("chat");
		socket.sendText("hello", true).join();
		assertThat(listener.next()).isEqualTo("hello");
		byte[] bytes = new byte[1_000_000];
		Arrays.fill(bytes, (byte) 7);
		socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
		assertThat(listener.next()).isEqualTo("1000000 bytes");
		socket.sendPing(ByteBuffer.wrap(new byte[] { 1 })).join();
		assertThat(listener.next()).isEqualTo("pong");
		CLOSED.clear();
		socket.sendClose(4002, "bye").join();
		assertThat(CLOSED.poll(15, TimeUnit.SECONDS)).isEqualTo(4002);
		await().until(() -> TestGateway.shared().inFlightAtEndpoints() == 0);
	}

	@Test
	void whatTheServerClosesIsClosedWithItsCode() {
		apply("", "");
		Listener listener = new Listener();
		open("/end", listener);
		assertThat(listener.closed.orTimeout(15, TimeUnit.SECONDS).join()).isEqualTo(4001);
	}

	@Test
	void aClientThatIsGoneClosesTheServersSide() throws Exception {
		apply("", "");
		CLOSED.clear();
		open("/ws", new Listener()).abort();
		assertThat(CLOSED.poll(15, TimeUnit.SECONDS)).isNotNull();
	}

	@Test
	void aTimeLimitOfTheRuleEndsWithTheHandshake() throws Exception {
		apply("timeouts: {request: 1s}, ", "");
		Listener listener = new Listener();
		WebSocket socket = open("/ws", listener);
		await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
		socket.sendText("still here", true).join();
		assertThat(listener.next()).isEqualTo("still here");
		socket.abort();
	}

	@Test
	void aRefusalIsPassedOn() {
		apply("", "");
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> open("/ws-refused", new Listener()))
			.withCauseInstanceOf(WebSocketHandshakeException.class)
			.satisfies((failure) -> {
				WebSocketHandshakeException cause = (WebSocketHandshakeException) failure.getCause();
				assertThat(cause.getResponse().statusCode()).isEqualTo(403);
				assertThat(cause.getResponse().headers().firstValue("x-why")).contains("no");
			});
	}

	@Test
	void aPickerChoosesByTheHandshakeAlone() throws Exception {
		try (FakeEndpointPicker picker = FakeEndpointPicker.start(FakeEndpointPicker.Options.PLAINTEXT,
				Script.picking("127.0.0.1:" + server.port()));
				ControlledUpstream other = ControlledUpstream.named("other")) {
			this.site.applyPickedPool(picker.port(), "FailClose", other.port(), server.port());
			Listener listener = new Listener();
			WebSocket socket = open("/ws", listener);
			socket.sendText("hello", true).join();
			assertThat(listener.next()).isEqualTo("hello");
			socket.abort();
			assertThat(other.count()).isZero();
		}
	}

	private WebSocket open(String path, Listener listener, String... protocols) {
		WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
		if (protocols.length > 0) {
			builder.subprotocols(protocols[0], Arrays.copyOfRange(protocols, 1, protocols.length));
		}
		return builder.buildAsync(URI.create("ws://127.0.0.1:" + this.site.port() + path), listener)
			.orTimeout(15, TimeUnit.SECONDS)
			.join();
	}

	private void apply(String rule, String port) {
		this.site.apply(this.site.gateway(),
				this.site.route("all", "{%sbackendRefs: [%s]}".formatted(rule, this.site.serviceRef("up", ""))),
				this.site.service("up", port, server.port()));
	}

	private static final class Listener implements WebSocket.Listener {

		private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		private long bytes;

		String next() throws InterruptedException {
			String next = this.received.poll(15, TimeUnit.SECONDS);
			return (next != null) ? next : "nothing";
		}

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
			this.received.add(data.toString());
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
			this.bytes += data.remaining();
			if (last) {
				this.received.add(this.bytes + " bytes");
				this.bytes = 0;
			}
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
			this.received.add("pong");
			socket.request(1);
			return null;
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
			this.closed.complete(status);
			return null;
		}

	}

}
