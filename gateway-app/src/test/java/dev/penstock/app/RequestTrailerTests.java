package dev.penstock.app;

import java.io.IOException;

import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.LeaksFail;
import dev.penstock.app.harness.RawConnection;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Script;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that what comes after a request's body reaches the endpoint. */
@ExtendWith(LeaksFail.class)
class RequestTrailerTests {

	private static final String REQUEST = """
			POST /x HTTP/1.1
			host: a.example.com
			connection: x-hop
			transfer-encoding: chunked

			4
			body
			0
			x-checksum: abc
			X-Also: 1
			x-hop: 1
			authorization: secret
			x-forwarded-for: 10.0.0.1
			x-gateway-destination-endpoint: 10.0.0.1:80

			""";

	private final ControlledUpstream upstream = ControlledUpstream.start();

	private final Site site = TestGateway.shared().site();

	@AfterEach
	void stop() {
		this.upstream.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http", "kubernetes.io/h2c" })
	void trailersReachAnEndpointThatGetsTheBodyAsItComes(String protocol) throws IOException {
		this.site.apply(this.site.gateway(),
				this.site.route("all", this.site.rule("{path: {value: /}}", this.site.poolRef("pool"))),
				this.site.pool("pool", "appProtocol: " + protocol, this.upstream.port()),
				this.site.pod("pod", "127.0.0.1", "True"));
		assertTrailersArrive();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http", "kubernetes.io/h2c" })
	void trailersReachAnEndpointAfterABodyThatWasHeld(String protocol) throws IOException {
		this.site.apply(this.site.gateway(),
				this.site.route("all", this.site.ruleWith("retry: {attempts: 1}", this.site.poolRef("pool"))),
				this.site.pool("pool", "appProtocol: " + protocol, this.upstream.port()),
				this.site.pod("pod", "127.0.0.1", "True"));
		assertTrailersArrive();
	}

	@Test
	void trailersReachTheEndpointThatAPickerNamed() throws IOException {
		try (FakeEndpointPicker picker = FakeEndpointPicker
			.start(Script.picking("127.0.0.1:" + this.upstream.port()))) {
			this.site.applyPickedPool(picker.port(), "FailClose", this.upstream.port());
			assertTrailersArrive();
		}
	}

	private void assertTrailersArrive() throws IOException {
		try (RawConnection connection = new RawConnection(this.site.port())) {
			for (int i = 0; i < 2; i++) {
				connection.send(REQUEST);
				Received received = this.upstream.next();
				received.bodyHash();
				assertThat(received.bodyLength()).isEqualTo(4);
				assertThat(received.trailers().get("x-checksum")).isEqualTo("abc");
				assertThat(received.trailers().get("x-also")).isEqualTo("1");
				assertThat(received.trailers().names()).hasSize(2);
				received.answer(200, "ok");
				readAnswer(connection);
				// The next one on the same connection has none.
				connection.send("POST /x HTTP/1.1\nhost: x\ntransfer-encoding: chunked\n\n4\nbody\n0\n\n");
				Received next = this.upstream.next();
				next.bodyHash();
				assertThat(next.trailers().names()).isEmpty();
				next.answer(200, "ok");
				readAnswer(connection);
			}
		}
	}

	private static void readAnswer(RawConnection connection) throws IOException {
		String head = connection.readHead();
		assertThat(head).startsWith("HTTP/1.1 200 ");
		// A response that came in one piece has a length instead.
		boolean chunked = head.contains("chunked");
		assertThat(connection.read(chunked ? 12 : 2)).isEqualTo(chunked ? "2\r\nok\r\n0\r\n\r\n" : "ok");
	}

	@Test
	void trailersOfAClientOfHttp2ReachAnEndpointOfHttp1() {
		this.site.applyPool(this.upstream);
		var reply = HttpClient.newConnection()
			.protocol(HttpProtocol.H2C)
			.post()
			.uri("http://127.0.0.1:" + this.site.port() + "/x")
			.send((_, outbound) -> outbound
				.withConnection((connection) -> connection.channel()
					.pipeline()
					.addBefore(NettyPipeline.ReactiveBridge, "trailers", new TrailersAtTheEnd()))
				.sendString(Flux.just("bo", "dy")))
			.response()
			.toFuture();
		Received received = this.upstream.next();
		received.bodyHash();
		assertThat(received.trailers().get("x-checksum")).isEqualTo("abc");
		received.answer(200, "ok");
		assertThat(reply.join().status().code()).isEqualTo(200);
	}

	private static final class TrailersAtTheEnd extends ChannelOutboundHandlerAdapter {

		@Override
		public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
			if (message == LastHttpContent.EMPTY_LAST_CONTENT) {
				DefaultLastHttpContent last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
				last.trailingHeaders().set("x-checksum", "abc");
				context.write(last, promise);
			}
			else {
				context.write(message, promise);
			}
		}

	}

}
