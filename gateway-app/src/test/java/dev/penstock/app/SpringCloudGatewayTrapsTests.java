package dev.penstock.app;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that the gateway has none of the weaknesses of the gateway that it is built on.
 * The one that a look-up asks every route is {@code RouteIndexTests}' matter, the one
 * that a route that fails is lost {@code ExtensionTests}'.
 */
class SpringCloudGatewayTrapsTests {

	private static ControlledUpstream upstream;

	private static Site site;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start();
		site = TestGateway.shared().site();
		site.apply(site.gateway(),
				site.route("routes", named("special",
						"{path: {value: /}, headers: [{name: x-tier, type: RegularExpression, value: 'gold|a,b'}],"
								+ " queryParams: [{name: q, type: RegularExpression, value: '.*'}]}"),
						named("broad", "{path: {value: /}}")),
				site.service("a", "", upstream.port()));
	}

	private static String named(String name, String match) {
		return "{matches: [%s], filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: x-rule, value: %s}]}}], backendRefs: [{name: a, port: 80, weight: 1}, {name: a, port: 80, weight: 2}]}"
			.formatted(match, name);
	}

	@AfterAll
	static void stop() {
		upstream.close();
	}

	@BeforeEach
	void forget() {
		upstream.forget();
	}

	@Test
	void weightsAreNoPredicatesSoThatNoneAreLeftBehind() {
		assertThat(TestGateway.shared().actuator("gateway/routes").body()).contains(site.namespace() + "/routes/0")
			.doesNotContain("Weight:");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/?q", "/?q=", "/?q=&q=other", "/x?p=%20&q&" })
	void matchIsTotalSoThatNoRequestFallsToABroaderRouteByAnError(String target) {
		assertThat(rule(target, "x-tier", "gold")).isEqualTo("special");
		assertThat(rule(target, "x-tier", "a", "x-tier", "b")).isEqualTo("special");
		assertThat(rule(target, "x-tier", "")).isEqualTo("broad");
	}

	private static String rule(String target, String... headers) {
		Running running = Client.http1(site.port()).open(HttpMethod.GET, target, null, headers);
		upstream.next().answer(200, "");
		return String.valueOf(running.reply().header("x-rule"));
	}

	@Test
	void refreshesNeverOvertakeEachOther() {
		ControlledUpstream named = ControlledUpstream.named("served");
		Site changing = TestGateway.shared().site();
		changing.applyPool(named);
		for (int i = 0; i < 300; i++) {
			changing.write(changing.gateway(), changing.route("all",
					"{filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: x-version, value: 'v%d'}]}}], backendRefs: [%s]}"
						.formatted(i, changing.poolRef("pool"))),
					changing.pool("pool", named.port()), changing.pod("pod", "127.0.0.1", "True"));
		}
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(
					() -> assertThat(Client.http1(changing.port()).get("/").header("x-version")).isEqualTo("v299"));
		long generation = TestGateway.shared().generation();
		for (int i = 0; i < 50; i++) {
			Reply reply = Client.http1(changing.port()).get("/");
			assertThat(reply.header("x-version")).isEqualTo("v299");
		}
		assertThat(TestGateway.shared().generation()).isEqualTo(generation);
		named.close();
	}

	@Test
	void slashesInThePathStayAsTheyAre() {
		Running running = Client.http1(site.port()).open(HttpMethod.GET, "/a//b///c/", null);
		Received received = upstream.next();
		assertThat(received.target()).isEqualTo("/a//b///c/");
		received.answer(200, "");
		running.reply();
	}

	@Test
	void endpointIsReleasedAlsoWhereTheClientLeaves() {
		Running running = Client.http1(site.port()).open(HttpMethod.GET, "/", null);
		upstream.next();
		assertThat(TestGateway.shared().inFlightAtEndpoints()).isEqualTo(1);
		running.leave();
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThat(TestGateway.shared().inFlightAtEndpoints()).isZero());
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/event-stream", "application/x-ndjson", "application/json", "video/mp4", "nonsense" })
	void streamsOfEveryMediaTypeAreFlushedPartByPart(String type) {
		Running running = Client.http1(site.port()).open(HttpMethod.GET, "/", null);
		Received received = upstream.next();
		received.respond(200, "content-type", type);
		assertThat(running.head().responseHeaders().get("content-type")).isEqualTo(type);
		for (int i = 0; i < 3; i++) {
			received.chunk("part " + i);
			assertThat(running.chunk()).isEqualTo("part " + i);
		}
		received.end();
		assertThat(running.end()).isNull();
	}

}
