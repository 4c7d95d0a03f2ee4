package dev.penstock.app;

import java.util.List;
import java.util.Map;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Digests;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.example.ExampleApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests that what users add in Spring's ways works beside the rules, and on them. */
class ExtensionTests {

	private static ControlledUpstream upstream;

	private static TestGateway gateway;

	private static Site site;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start((received) -> received.answer(200, "from the endpoint", "content-type",
				"text/plain", "content-length", "17"));
		gateway = TestGateway.start(List.of(ExampleApplication.class, FailingRoutes.class),
				Map.of("example.uri", "http://127.0.0.1:" + upstream.port()));
		site = gateway.site();
		site.apply(site.gateway(),
				site.route("rules", site.rule("{path: {value: /upper-response}}", site.poolRef("pool")),
						site.rule("{path: {value: /upper-request}}", site.poolRef("pool")),
						site.rule("{path: {value: /decorated}}", site.poolRef("pool")),
						site.rule("{path: {value: /routed}}", site.poolRef("pool"))),
				site.pool("pool", upstream.port()), site.pod("pod", "127.0.0.1", "True"));
	}

	@AfterAll
	static void stop() {
		gateway.close();
		upstream.close();
	}

	@BeforeEach
	void forget() {
		upstream.forget();
	}

	@Test
	void globalFilterChangesTheRequestsHeaders() {
		Client.http1(site.port()).get("/routed");
		assertThat(upstream.next().header("x-example")).containsExactly("added");
	}

	@Test
	void postFilterSetsAHeaderOfTheResponse() {
		Reply reply = Client.http1(site.port()).get("/routed");
		assertThat(reply.header("custom-response-header")).isEqualTo("It worked");
		assertThat(reply.text()).isEqualTo("from the endpoint");
	}

	@Test
	void modifyResponseBodyRewritesTheBody() {
		Reply reply = Client.http1(site.port()).get("/upper-response");
		assertThat(reply.text()).isEqualTo("FROM THE ENDPOINT");
		assertThat(reply.status()).isEqualTo(200);
	}

	@Test
	void modifyRequestBodyRewritesTheBody() {
		Reply reply = Client.http1(site.port()).post("/upper-request", "hello", "content-type", "text/plain");
		assertThat(reply.status()).isEqualTo(200);
		Received received = upstream.next();
		assertThat(received.bodyHash()).isEqualTo(Digests.of(new byte[] { 'H', 'E', 'L', 'L', 'O', '!' }));
	}

	@Test
	void decoratedResponseGetsTheBody() {
		assertThat(Client.http1(site.port()).get("/decorated").text()).isEqualTo("from the endpoint+");
	}

	@Test
	void ownRouteIsServedBesideTheRules() {
		Reply reply = Client.http1(site.port()).post("/own/path?q=1", "body");
		assertThat(reply.status()).isEqualTo(200);
		Received received = upstream.next();
		assertThat(received.target()).isEqualTo("/path?q=1");
		assertThat(received.header("x-example")).as("its filters apply as ever").containsExactly("added");
	}

	@Test
	void controllerAnswersWhereNoRuleMatches() {
		assertThat(Client.http1(site.port()).get("/hello").text()).isEqualTo("Hello from the application");
	}

	@Test
	void ruleComesBeforeAController() {
		assertThat(Client.http1(site.port()).get("/routed").text()).isEqualTo("from the endpoint");
	}

	@Test
	void routesThatCanNotBeMadeKeepTheTableAndAreReported() {
		Site other = gateway.site();
		other.applyPool(upstream);
		String name = "Gateway " + other.namespace() + "/gw";
		FailingRoutes.failing = true;
		other.write(other.gateway(), other.route("changed"));
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThat(
					gateway.actuatorJson("penstock").path("statuses").path(name).path("Programmed").asString())
				.startsWith("False/")
				.contains("on purpose"));
		assertThat(Client.http1(other.port()).get("/").text()).isEqualTo("from the endpoint");
		FailingRoutes.failing = false;
		other.applyPool(upstream);
		assertThat(gateway.actuatorJson("penstock").path("statuses").path(name).path("Programmed").asString())
			.startsWith("True/");
		assertThat(Client.http1(other.port()).get("/").text()).isEqualTo("from the endpoint");
	}

	@Test
	void ownRoutesAndRulesAreBothListedByActuator() {
		String routes = gateway.actuator("gateway/routes").body();
		assertThat(routes).contains("\"own\"").contains(site.namespace() + "/rules/0");
	}

	/** Has routes of its own that can't be made while a test says so. */
	static class FailingRoutes {

		static volatile boolean failing;

		@Bean
		RouteLocator failingRoutes() {
			return () -> failing ? Flux.error(new IllegalStateException("failed on purpose")) : Flux.empty();
		}

	}

}
