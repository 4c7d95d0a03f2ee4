package dev.penstock.app;

import java.util.Random;
import java.util.stream.IntStream;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Digests;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Script;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests mirrors: what they get, and that the original never feels them. */
class MirrorTests {

	private ControlledUpstream upstream;

	private ControlledUpstream shadow;

	private Site site;

	@BeforeEach
	void start() {
		this.upstream = ControlledUpstream.named("original");
		this.shadow = ControlledUpstream.start();
		this.site = TestGateway.shared().site();
	}

	@AfterEach
	void stop() {
		this.shadow.close();
		this.upstream.close();
		await().atMost(TestGateway.PATIENCE).until(() -> TestGateway.shared().inFlightAtEndpoints() == 0);
	}

	private void mirror(String filters) {
		mirror(filters, this.site.serviceRef("echo", ""));
	}

	private void mirror(String filters, String backend) {
		this.site.apply(this.site.gateway(),
				this.site.route("mirrors", this.site.ruleWith("filters: [" + filters + "]", backend)),
				this.site.service("echo", "", this.upstream.port()),
				this.site.service("shadow", "", this.shadow.port()));
	}

	private static String to(String service, String more) {
		return "{type: RequestMirror, requestMirror: {backendRef: {name: %s, port: 80}%s}}".formatted(service, more);
	}

	@Test
	void copyIsSentWithTheHeadersAsTheyAreThen() {
		mirror("{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: X-Set, value: new}]}}, "
				+ to("shadow", ""));
		Reply reply = Client.http1(this.site.port()).get("/mirror?a=1", "host", "h.example", "x-set", "old");
		assertThat(reply.text()).isEqualTo("original");
		Received copy = this.shadow.next();
		assertThat(copy.target()).isEqualTo("/mirror?a=1");
		assertThat(copy.header("x-set")).containsExactly("new");
		assertThat(copy.header("host")).containsExactly("h.example");
		copy.answer(200, "ignored");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void copyHasTheSameBody(String protocol) {
		mirror(to("shadow", ""));
		byte[] body = new byte[300_000];
		new Random(1).nextBytes(body);
		assertThat(Client.of(protocol, this.site.port()).post("/", body).text()).isEqualTo("original");
		assertThat(this.upstream.next().bodyHash()).isEqualTo(Digests.of(body));
		Received copy = this.shadow.next();
		assertThat(copy.bodyHash()).isEqualTo(Digests.of(body));
		assertThat(copy.header("content-length")).containsExactly("300000");
		copy.answer(200, "ignored");
	}

	@Test
	void chunkedBodyIsCopiedWhole() {
		mirror(to("shadow", ""));
		Client.http1(this.site.port())
			.open(HttpMethod.POST, "/", Flux.range(0, 100).map((i) -> Unpooled.wrappedBuffer(new byte[1000])))
			.reply();
		Received copy = this.shadow.next();
		copy.bodyHash();
		assertThat(copy.bodyLength()).isEqualTo(100_000);
		copy.answer(200, "ignored");
	}

	@Test
	void everyMirrorGetsACopy() {
		mirror(to("shadow", "") + ", " + to("shadow", ""));
		assertThat(Client.http1(this.site.port()).post("/", "body").text()).isEqualTo("original");
		for (int i = 0; i < 2; i++) {
			Received copy = this.shadow.next();
			copy.bodyHash();
			assertThat(copy.bodyLength()).isEqualTo(4);
			copy.answer(200, "ignored");
		}
	}

	@Test
	void originalNeitherWaitsForAMirrorNorFailsWithIt() {
		mirror(to("shadow", "") + ", " + to("gone", ""));
		Client client = Client.http1(this.site.port());
		assertThat(client.post("/", "body").text()).as("the mirror has not answered").isEqualTo("original");
		this.shadow.next().reset();
		assertThat(client.get("/").text()).isEqualTo("original");
		this.shadow.next().answer(500, "x".repeat(1_000_000));
		this.shadow.close();
		assertThat(client.post("/", "body").text()).as("the mirror is gone").isEqualTo("original");
	}

	@Test
	void longerBodyThanIsMirroredIsServed() {
		mirror(to("shadow", ""));
		byte[] body = new byte[4 * 1024 * 1024 + 1];
		assertThat(Client.http1(this.site.port()).post("/", body).text()).isEqualTo("original");
		assertThat(Client.http1(this.site.port())
			.open(HttpMethod.POST, "/", Flux.range(0, 5).map((i) -> Unpooled.wrappedBuffer(new byte[1024 * 1024])))
			.reply()
			.text()).isEqualTo("original");
		assertThat(Client.http1(this.site.port()).get("/short").text()).isEqualTo("original");
		Received copy = this.shadow.next();
		assertThat(copy.target()).as("the first that is mirrored").isEqualTo("/short");
		copy.answer(200, "ignored");
	}

	@Test
	void clientThatLeavesWhileItSendsIsNotMirrored() {
		mirror(to("shadow", ""));
		Running leaving = Client.http1WithNewConnections(this.site.port())
			.open(HttpMethod.POST, "/", Flux.concat(Flux.just(Unpooled.wrappedBuffer(new byte[10])), Flux.never()),
					"content-length", "1000");
		this.upstream.next();
		leaving.leave();
		await().atMost(TestGateway.PATIENCE).until(() -> TestGateway.shared().inFlight() == 0);
		assertThat(this.shadow.count()).isZero();
	}

	@Test
	void shareOfRequestsIsMirrored() {
		try (ControlledUpstream counted = ControlledUpstream.named("ignored")) {
			this.site.apply(this.site.gateway(),
					this.site.route("mirrors",
							this.site.ruleWith(
									"filters: [" + to("shadow", ", percent: 0") + ", "
											+ to("counted", ", fraction: {numerator: 1, denominator: 2}") + "]",
									this.site.serviceRef("echo", ""))),
					this.site.service("echo", "", this.upstream.port()),
					this.site.service("shadow", "", this.shadow.port()),
					this.site.service("counted", "", counted.port()));
			Client client = Client.http1(this.site.port());
			IntStream.range(0, 400).forEach((_) -> client.get("/"));
			await().atMost(TestGateway.PATIENCE).until(() -> counted.count() > 130);
			assertThat(counted.count()).as("by the binomial distribution, with a deviation of 10").isLessThan(270);
			assertThat(this.shadow.count()).isZero();
		}
	}

	@Test
	void poolThatIsMirroredToAsksItsPicker() {
		try (FakeEndpointPicker picker = FakeEndpointPicker.start(Script.picking("127.0.0.1:" + this.shadow.port()))) {
			this.site.apply(this.site.gateway(),
					this.site.route("mirrors",
							this.site.ruleWith("filters: [{type: RequestMirror, requestMirror: {backendRef: %s}}]"
								.formatted(this.site.poolRef("pool")), this.site.serviceRef("echo", ""))),
					this.site.service("echo", "", this.upstream.port()),
					this.site.pool("pool", "endpointPickerRef: {name: picker, port: {number: 80}}", this.shadow.port()),
					this.site.service("picker", ", appProtocol: 'kubernetes.io/h2c'", picker.port()),
					this.site.pod("pod", "127.0.0.1", "True"));
			assertThat(Client.http1(this.site.port()).post("/v1/completions", "{\"model\":\"m\"}").text())
				.isEqualTo("original");
			Received copy = this.shadow.next();
			copy.bodyHash();
			assertThat(copy.bodyLength()).isEqualTo(13);
			assertThat(picker.exchanges()).hasSize(1);
			copy.answer(200, "ignored");
		}
	}

	@Test
	void backendMirrors() {
		mirror("", this.site.serviceRef("echo", ", filters: [" + to("shadow", "") + "]"));
		assertThat(Client.http1(this.site.port()).post("/", "body").text()).isEqualTo("original");
		Received copy = this.shadow.next();
		copy.bodyHash();
		assertThat(copy.bodyLength()).isEqualTo(4);
		copy.answer(200, "ignored");
	}

	@Test
	void requestThatIsRedirectedIsMirroredOnlyIfItWasRead() {
		this.site.apply(this.site.gateway(),
				this.site.route("mirrors",
						"{filters: [" + to("shadow", "")
								+ ", {type: RequestRedirect, requestRedirect: {hostname: a.example}}]}"),
				this.site.service("shadow", "", this.shadow.port()));
		assertThat(Client.http1(this.site.port()).post("/", "body").status()).isEqualTo(302);
		assertThat(Client.http1(this.site.port()).get("/get").status()).isEqualTo(302);
		Received copy = this.shadow.next();
		assertThat(copy.target()).isEqualTo("/get");
		copy.answer(200, "ignored");
	}

}
