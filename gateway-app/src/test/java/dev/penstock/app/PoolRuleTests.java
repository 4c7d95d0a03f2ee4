package dev.penstock.app;

import java.util.stream.IntStream;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.PickerExchange;
import dev.penstock.testkit.picker.Script;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that what a rule says holds for pools with an endpoint picker as for Services.
 */
class PoolRuleTests {

	private final Site site = TestGateway.shared().site();

	private ControlledUpstream upstream;

	private FakeEndpointPicker picker;

	@BeforeEach
	void start() {
		this.upstream = ControlledUpstream.start();
		this.picker = FakeEndpointPicker.start(Script.picking("127.0.0.1:" + this.upstream.port()));
	}

	@AfterEach
	void stop() {
		this.picker.close();
		this.upstream.close();
		await().atMost(TestGateway.PATIENCE).until(() -> TestGateway.shared().inFlight() == 0);
	}

	private void apply(String rule, String... more) {
		String[] manifests = new String[more.length + 5];
		manifests[0] = this.site.gateway();
		manifests[1] = this.site.route("all", rule);
		manifests[2] = this.site.pool("pool", "endpointPickerRef: {name: picker, port: {number: 80}}",
				this.upstream.port());
		manifests[3] = this.site.service("picker", ", appProtocol: 'kubernetes.io/h2c'", this.picker.port());
		manifests[4] = this.site.pod("pod", "127.0.0.1", "True");
		System.arraycopy(more, 0, manifests, 5, more.length);
		this.site.apply(manifests);
	}

	@Test
	void pickerSeesTheRequestAsFiltersLeaveIt() {
		apply(this.site.ruleWith("""
				filters: [{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: x-set, value: new}]}}, \
				{type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /v1/completions}}}]\
				""", this.site.poolRef("pool")));
		Running running = Client.http1(this.site.port()).open(HttpMethod.GET, "/old", null, "x-set", "old");
		Received received = this.upstream.next();
		received.answer(200, "done");
		assertThat(running.reply().text()).isEqualTo("done");
		PickerExchange exchange = this.picker.lastExchange();
		assertThat(exchange.requestHeaders().get("x-set")).isEqualTo("new");
		assertThat(exchange.requestHeaders().get(":path")).isEqualTo("/v1/completions");
		assertThat(received.target()).isEqualTo("/v1/completions");
	}

	@Test
	void weightsMixPoolsAndServices() {
		try (ControlledUpstream service = ControlledUpstream.named("service");
				ControlledUpstream pooled = ControlledUpstream.named("pool")) {
			this.picker.follow(Script.picking("127.0.0.1:" + pooled.port()));
			this.site.apply(this.site.gateway(),
					this.site.route("all", this.site.ruleWith("matches: []",
							this.site.serviceRef("up", ", weight: 3") + ", "
									+ this.site.poolRef("pool").replace("name: pool", "name: pool, weight: 1"))),
					this.site.pool("pool", "endpointPickerRef: {name: picker, port: {number: 80}}", pooled.port()),
					this.site.service("picker", ", appProtocol: 'kubernetes.io/h2c'", this.picker.port()),
					this.site.pod("pod", "127.0.0.1", "True"), this.site.service("up", "", service.port()));
			Client client = Client.http1(this.site.port());
			long toPool = IntStream.range(0, 400).filter((_) -> client.get("/").text().equals("pool")).count();
			assertThat(toPool).as("a quarter of 400, by the binomial distribution with a deviation of 9")
				.isBetween(50L, 150L);
			assertThat(this.picker.exchanges()).hasSize(Math.toIntExact(toPool));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http1", "h2c" })
	void timeoutOfARequestCoversTheWholeStream(String protocol) {
		apply(this.site.ruleWith("timeouts: {request: 2s}", this.site.poolRef("pool")));
		Running running = Client.of(protocol, this.site.port()).open(HttpMethod.GET, "/", null);
		Received received = this.upstream.next();
		received.respond(200, "content-type", "text/event-stream");
		received.chunk("data: 1\n\n");
		assertThat(running.chunk()).isEqualTo("data: 1\n\n");
		assertThat(running.end()).as("the stream is broken off").isNotNull();
		await().atMost(TestGateway.PATIENCE).until(received::isCancelled);
	}

}
