package dev.penstock.app.faults;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;

import dev.penstock.app.faults.PickerFault.BodySize;
import dev.penstock.app.harness.Reply;
import dev.penstock.testkit.netty.LeakDetection;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.PickerExchange;
import dev.penstock.testkit.picker.Script;
import dev.penstock.testkit.picker.proto.ProcessingRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests pickers that name several endpoints of which not all work. */
@ExtendWith(LeakDetection.class)
class EndpointsInOrderTests {

	private static final int REFUSED = FakeEndpointPicker.refusedPort();

	private static final byte[] CONTENT = new byte[BodySize.LIMIT.bytes()];

	private static ResettingServer resetting;

	private static HashingModelServer working;

	private static HashingModelServer spare;

	private static PickedSite site;

	@BeforeAll
	static void start() {
		new Random(5).nextBytes(CONTENT);
		resetting = ResettingServer.start();
		working = HashingModelServer.start();
		spare = HashingModelServer.start();
		site = new PickedSite(Map.of("penstock.ext-proc.decision-timeout", "60s"), REFUSED, resetting.port(),
				working.port(), spare.port());
	}

	@AfterAll
	static void stop() {
		site.close();
		resetting.close();
		working.close();
		spare.close();
	}

	@AfterEach
	void nothingIsLeft() {
		site.nothingIsLeft();
	}

	@ParameterizedTest
	@EnumSource
	void nextEndpointGetsTheWholeBodyWhenThoseBeforeItFail(BodySize size) {
		site.follow(Script.picking(address(REFUSED), resetting.authority(), working.authority(), spare.authority()));
		byte[] body = Arrays.copyOf(CONTENT, size.bytes());
		String name = "fallback-" + size;
		Reply reply = send(name, body);
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.text()).isEqualTo(HashingModelServer.hash(body));
		assertThat(reply.header("x-served-by")).isEqualTo(working.authority());
		assertThat(working.deliveries(name)).as("requests at the endpoint that works").hasSize(1);
		assertThat(spare.deliveries(name)).as("requests at the endpoint after it").isEmpty();
		assertThat(resetting.connections()).as("the endpoint that resets was tried").isPositive();
		assertThat(served(site.exchange())).isEqualTo(working.authority());
	}

	@Test
	void firstEndpointThatWorksIsTakenInThePickersOrder() {
		site.follow(Script.picking(spare.authority(), working.authority()));
		assertThat(send("order", new byte[10]).header("x-served-by")).isEqualTo(spare.authority());
		assertThat(served(site.exchange())).isEqualTo(spare.authority());
	}

	@Test
	void namesThatAreNotInThePoolAreSkipped() {
		site.follow(Script.picking("10.1.2.3:4", "no address", working.authority()));
		assertThat(send("skip", new byte[10]).header("x-served-by")).isEqualTo(working.authority());
		assertThat(served(site.exchange())).isEqualTo(working.authority());
	}

	@Test
	void bodyThatThePickerReplacedIsReplayedToo() {
		site.follow(Script.picking(resetting.authority(), working.authority())
			.changeRequest((body) -> "changed".repeat(50_000).getBytes()));
		assertThat(send("replaced", new byte[100_000]).text())
			.isEqualTo(HashingModelServer.hash("changed".repeat(50_000).getBytes()));
	}

	@Test
	void failureOfAllIsToldByTheReasonOfTheLast() {
		site.follow(Script.picking(resetting.authority(), address(REFUSED)));
		Reply refused = send("all", new byte[100_000]);
		assertThat(refused.status()).isEqualTo(502);
		assertThat(refused.reason()).isEqualTo("upstream_connect_failed");
		assertThat(site.exchange().responseHeaders()).as("what the picker is told of a response").isEmpty();
		site.nothingIsLeft();
		site.follow(Script.picking(address(REFUSED), resetting.authority()));
		Reply reset = send("all", new byte[100_000]);
		assertThat(reset.status()).isEqualTo(502);
		assertThat(reset.reason()).isEqualTo("upstream_reset");
	}

	private static Reply send(String name, byte[] body) {
		return (body.length == 0) ? site.client("http1").get("/v1/models", "x-case", name)
				: site.client("http1").post("/v1/completions", body, "x-case", name);
	}

	private static String address(int port) {
		return "127.0.0.1:" + port;
	}

	private static String served(PickerExchange exchange) {
		ProcessingRequest headers = exchange.received()
			.stream()
			.filter(ProcessingRequest::hasResponseHeaders)
			.findFirst()
			.orElseThrow();
		return PickerExchange.metadata(headers, "envoy.lb", "x-gateway-destination-endpoint-served").getStringValue();
	}

}
