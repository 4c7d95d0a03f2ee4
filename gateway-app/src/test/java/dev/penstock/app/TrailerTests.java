package dev.penstock.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.GrpcClient;
import dev.penstock.app.harness.GrpcClient.Answer;
import dev.penstock.app.harness.LeaksFail;
import dev.penstock.app.harness.Ports;
import dev.penstock.app.harness.RawConnection;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.app.harness.Texts;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Script;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests what comes after a response's body, with gRPC, which lives by it. */
@ExtendWith(LeaksFail.class)
class TrailerTests {

	private static final Metadata.Key<String> COST = Metadata.Key.of("x-cost", Metadata.ASCII_STRING_MARSHALLER);

	private static final Metadata.Key<String> PICKER = Metadata.Key.of("x-picker", Metadata.ASCII_STRING_MARSHALLER);

	private static final MethodDescriptor<String, String> SHOUT = Texts.method("test.Echo/Shout");

	private static final MethodDescriptor<String, String> REFUSE = Texts.method("test.Echo/Refuse");

	private static final MethodDescriptor<String, String> BREAK = Texts.method("test.Echo/Break");

	private final Site site = TestGateway.shared().site();

	private final Server server = serve();

	private final GrpcClient client = GrpcClient.plaintext(this.site.port());

	@BeforeEach
	void route() {
		this.site.apply(this.site.gateway(),
				this.site.route("all",
						this.site.rule("{path: {type: PathPrefix, value: /}}", this.site.serviceRef("grpc", ""))),
				this.site.service("grpc", ", appProtocol: kubernetes.io/h2c", this.server.getPort()));
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.client.close();
		this.server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
	}

	@Test
	void aCallOfGrpcEndsWithItsStatusAndItsTrailers() {
		Answer answer = this.client.call(SHOUT, "hello");
		assertThat(answer.status().getCode()).isEqualTo(Status.Code.OK);
		assertThat(answer.messages()).containsExactly("HELLO");
		assertThat(answer.trailers().get(COST)).isEqualTo("7");
	}

	@Test
	void aLargeMessageOfGrpcArrivesWhole() {
		String large = "a".repeat(3_000_000);
		assertThat(this.client.call(SHOUT, large).messages()).containsExactly("A".repeat(3_000_000));
	}

	@Test
	void aCallThatIsRefusedBeforeAnyMessageKeepsItsStatus() {
		Answer answer = this.client.call(REFUSE, "hello");
		assertThat(answer.status().getCode()).isEqualTo(Status.Code.NOT_FOUND);
		assertThat(answer.status().getDescription()).isEqualTo("no such thing");
		assertThat(answer.trailers().get(COST)).isEqualTo("1");
		assertThat(answer.messages()).isEmpty();
	}

	@Test
	void aCallThatFailsAfterAMessageKeepsItsStatus() {
		Answer answer = this.client.call(BREAK, "hello");
		assertThat(answer.status().getCode()).isEqualTo(Status.Code.DATA_LOSS);
		assertThat(answer.messages()).containsExactly("half");
	}

	@Test
	void anUpstreamOfHttp2LearnsThatTheClientTakesTrailers() throws IOException {
		try (ControlledUpstream upstream = ControlledUpstream.start((received) -> received.answer(200, "ok"))) {
			this.site.apply(this.site.gateway(),
					this.site.route("all",
							this.site.rule("{path: {type: PathPrefix, value: /}}", this.site.serviceRef("h2", ""))),
					this.site.service("h2", ", appProtocol: kubernetes.io/h2c", upstream.port()));
			for (String te : List.of("TE: gzip;q=0.5, Trailers", "TE: gzip")) {
				try (RawConnection client = new RawConnection(this.site.port())) {
					client.send("GET / HTTP/1.1\nHost: a.example.com\n" + te + "\nConnection: TE, close\n\n");
					assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK");
				}
			}
			assertThat(upstream.next().header("te")).containsExactly("trailers");
			assertThat(upstream.next().header("te")).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IGNORE")
	void pickerIsShownTrailersAndMayChangeThemIfItStreams(Script.ResponseBody how) {
		try (FakeEndpointPicker picker = FakeEndpointPicker
			.start(Script.picking("127.0.0.1:" + this.server.getPort()).responseBody(how))) {
			this.site.apply(this.site.gateway(),
					this.site.route("all", this.site.rule("{path: {value: /}}", this.site.poolRef("pool"))),
					this.site.pool("pool", """
							appProtocol: kubernetes.io/h2c
							  endpointPickerRef: {name: picker, port: {number: 80}}""", this.server.getPort()),
					this.site.service("picker", ", appProtocol: 'kubernetes.io/h2c'", picker.port()),
					this.site.pod("pod", "127.0.0.1", "True"));
			Answer answer = this.client.call(SHOUT, "hello");
			assertThat(answer.status().getCode()).isEqualTo(Status.Code.OK);
			assertThat(answer.messages()).containsExactly("HELLO");
			assertThat(answer.trailers().get(COST)).isEqualTo("7");
			boolean streams = how == Script.ResponseBody.STREAM_PARTS || how == Script.ResponseBody.STREAM_WHOLE;
			assertThat(answer.trailers().get(PICKER)).isEqualTo(streams ? "seen" : null);
			assertThat(picker.lastExchange().received()).last()
				.satisfies((message) -> assertThat(message.getResponseTrailers().getTrailers().getHeadersList())
					.anySatisfy((header) -> assertThat(header.getKey()).isEqualTo("grpc-status")));
		}
	}

	@Test
	void trailersOfHttp1ReachAClientOfHttp1() throws IOException {
		DisposableServer plain = HttpServer.create()
			.host("127.0.0.1")
			.port(Ports.free())
			.handle((_, response) -> response.header("Trailer", "x-checksum")
				.trailerHeaders((trailers) -> trailers.set("x-checksum", "abc"))
				.sendString(Flux.just("one", "two")))
			.bindNow();
		this.site.apply(this.site.gateway(),
				this.site.route("all",
						this.site.rule("{path: {type: PathPrefix, value: /}}", this.site.serviceRef("plain", ""))),
				this.site.service("plain", "", plain.port()));
		try (RawConnection client = new RawConnection(this.site.port())) {
			client.send("GET / HTTP/1.1\nHost: a.example.com\nTE: trailers\nConnection: TE, close\n\n");
			assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK")
				.containsIgnoringCase("transfer-encoding: chunked")
				.endsWith("\r\n0\r\nx-checksum: abc\r\n\r\n");
		}
		finally {
			plain.disposeNow();
		}
	}

	private static Server serve() {
		try {
			return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
				.addService(ServerServiceDefinition.builder("test.Echo").addMethod(SHOUT, unary((call, message) -> {
					call.sendHeaders(new Metadata());
					call.sendMessage(message.toUpperCase(java.util.Locale.ROOT));
					call.close(Status.OK, cost("7"));
				}))
					.addMethod(REFUSE, unary(
							(call, _) -> call.close(Status.NOT_FOUND.withDescription("no such thing"), cost("1"))))
					.addMethod(BREAK, unary((call, _) -> {
						call.sendHeaders(new Metadata());
						call.sendMessage("half");
						call.close(Status.DATA_LOSS, new Metadata());
					}))
					.build())
				.build()
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ServerCallHandler<String, String> unary(
			java.util.function.BiConsumer<ServerCall<String, String>, String> answer) {
		return (call, _) -> {
			call.request(1);
			return new ServerCall.Listener<>() {
				@Override
				public void onMessage(String message) {
					answer.accept(call, message);
				}
			};
		};
	}

	private static Metadata cost(String value) {
		Metadata trailers = new Metadata();
		trailers.put(COST, value);
		return trailers;
	}

}
