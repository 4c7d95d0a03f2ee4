package dev.penstock.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import dev.penstock.app.harness.CapturedLog;
import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests endpoints and pickers with addresses of IPv6. */
class Ipv6Tests {

	private final Site site = TestGateway.shared().site();

	private DisposableServer upstream;

	@BeforeAll
	static void needsIpv6() {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
			assertThat(server.isBound()).isTrue();
		}
		catch (IOException ex) {
			Assumptions.abort("this machine has no IPv6: " + ex.getMessage());
		}
	}

	@BeforeEach
	void start() {
		this.upstream = HttpServer.create()
			.host("::1")
			.port(0)
			.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
			.handle((request, response) -> response
				.sendString(Mono.just(request.uri() + " of " + request.requestHeaders().get("host"))))
			.bindNow();
	}

	@AfterEach
	void stop() {
		this.upstream.disposeNow();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http", "kubernetes.io/h2c" })
	void endpointOfABuiltInPickerIsReached(String protocol) {
		apply("appProtocol: " + protocol);
		assertThat(Client.http1(this.site.port()).get("/" + protocol, "host", "[::1]:8000").text())
			.isEqualTo("/" + protocol + " of [::1]:8000");
		assertServed("/" + protocol);
	}

	@ParameterizedTest
	@EnumSource
	void endpointThatAPickerNamesIsReached(Script.Carrier carrier) {
		Script script = Script.picking("[::1]:" + this.upstream.port());
		try (FakeEndpointPicker picker = FakeEndpointPicker.start(script.endpointIn(carrier))) {
			apply("endpointPickerRef: {name: picker, port: {number: 80}}",
					this.site.service("picker", ", appProtocol: 'kubernetes.io/h2c'", picker.port()));
			assertThat(Client.http1(this.site.port()).post("/named", "{}", "host", "x").text())
				.isEqualTo("/named of x");
			assertServed("/named");
			assertThat(picker.lastExchange().responseHeaders()).containsEntry(":status", "200");
		}
	}

	@Test
	void replicaOfAPickerIsReached() {
		// The picker of the test kit listens at 127.0.0.1, which IPv6 has a name for.
		try (FakeEndpointPicker picker = FakeEndpointPicker.start(Script.picking("[::1]:" + this.upstream.port()))) {
			apply("endpointPickerRef: {name: picker, port: {number: 80}}",
					this.site.service("picker", ", appProtocol: 'kubernetes.io/h2c'", picker.port())
						.replace("addressType: IPv4", "addressType: IPv6")
						.replace("[127.0.0.1]", "['::ffff:127.0.0.1']"));
			assertThat(Client.http1(this.site.port()).post("/replica", "{}", "host", "x").text())
				.isEqualTo("/replica of x");
		}
	}

	private void apply(String pool, String... more) {
		String[] all = java.util.Arrays.copyOf(more, more.length + 4);
		all[more.length] = this.site.gateway();
		all[more.length + 1] = this.site.route("all", this.site.rule("{path: {value: /}}", this.site.poolRef("pool")));
		all[more.length + 2] = this.site.pool("pool", pool, this.upstream.port());
		all[more.length + 3] = this.site.pod("pod", "'::1'", "True");
		this.site.apply(all);
	}

	private void assertServed(String path) {
		String served = "\"served\":\"[::1]:" + this.upstream.port() + "\"";
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThat(CapturedLog.of("penstock.access"))
				.anySatisfy((line) -> assertThat(line).contains("\"path\":\"" + path + "\"", served)));
	}

}
