package dev.penstock.app;

import java.util.List;
import java.util.Map;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.example.TagGatewayFilterFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests filters by reference: those of Spring Cloud Gateway and a user's own. */
class ExtensionRefTests {

	private static ControlledUpstream upstream;

	private static TestGateway gateway;

	private static Site site;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start((received) -> received.answer(200, "served"));
		gateway = TestGateway.start(List.of(OwnFilters.class), Map.of());
		site = gateway.site();
		site.apply(site.gateway(),
				site.route("extended", rule("/own", reference("own")), rule("/header", reference("header")),
						rule("/both", reference("header") + ", " + reference("own")),
						rule("/strip/me", reference("strip")), rule("/unknown", reference("unknown")),
						rule("/wrong", reference("wrong")), rule("/unset", reference("unset")),
						rule("/internal", reference("internal")), rule("/gone", reference("gone")), rule("/plain", ""),
						"{matches: [{path: {value: /backend}}], backendRefs: [%s]}"
							.formatted(site.serviceRef("echo", ", filters: [" + reference("own") + "]")),
						"{matches: [{path: {value: /pool}}], filters: [%s], backendRefs: [%s]}"
							.formatted(reference("own"), site.poolRef("pool"))),
				filter("own", "Tag", "{tag: mine}"), filter("header", "AddRequestHeader", "{name: X-Set, value: 1}"),
				filter("strip", "StripPrefix", "{parts: 1}"), filter("unknown", "NoSuchFilter", "{}"),
				filter("wrong", "RequestSize", "{maxSize: much}"), filter("unset", "Tag", "{}"),
				filter("internal", "Refused", "{}"), site.service("echo", "", upstream.port()),
				site.pool("pool", upstream.port()), site.pod("pod", "127.0.0.1", "True"));
	}

	private static String rule(String prefix, String filters) {
		return "{matches: [{path: {value: %s}}], filters: [%s], backendRefs: [%s]}".formatted(prefix, filters,
				site.serviceRef("echo", ""));
	}

	private static String reference(String name) {
		return "{type: ExtensionRef, extensionRef: {group: penstock.dev, kind: GatewayFilter, name: %s}}"
			.formatted(name);
	}

	private static String filter(String name, String filter, String args) {
		return """
				apiVersion: penstock.dev/v1alpha1
				kind: GatewayFilter
				metadata: {name: %s, namespace: %s}
				spec: {name: %s, args: %s}
				""".formatted(name, site.namespace(), filter, args);
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
	void ownFilterChangesRequestsAndResponses() {
		Reply reply = Client.http1(site.port()).get("/own");
		assertThat(reply.text()).isEqualTo("servedmine");
		assertThat(reply.header("x-tag")).isEqualTo("mine");
		assertThat(upstream.next().header("x-tag")).containsExactly("mine");
	}

	@Test
	void ownFilterChangesWhatGoesToAPool() {
		assertThat(Client.http1(site.port()).post("/pool", "body").text()).isEqualTo("servedmine");
		assertThat(upstream.next().header("x-tag")).containsExactly("mine");
	}

	@Test
	void ownFilterOfABackendChangesRequestsAndResponses() {
		Reply reply = Client.http1(site.port()).get("/backend");
		assertThat(reply.text()).isEqualTo("servedmine");
		assertThat(upstream.next().header("x-tag")).containsExactly("mine");
	}

	@Test
	void ownGlobalFilterSeesEveryRule() {
		Reply reply = Client.http1(site.port()).get("/plain");
		assertThat(reply.header("x-global-response")).isEqualTo("200");
		Received received = upstream.next();
		assertThat(received.header("x-global")).containsExactly("seen");
		assertThat(received.header("x-tag")).isEmpty();
	}

	@Test
	void filtersOfSpringCloudGatewayAreApplied() {
		Client client = Client.http1(site.port());
		client.get("/header");
		assertThat(upstream.next().header("x-set")).containsExactly("1");
		client.get("/strip/me?a=1");
		assertThat(upstream.next().target()).isEqualTo("/me?a=1");
		assertThat(client.get("/both").text()).isEqualTo("servedmine");
		assertThat(upstream.next().header("x-set")).containsExactly("1");
	}

	@Test
	void filterThatCanNotBeMadeIsAnsweredAndReported() {
		for (String path : List.of("/unknown", "/wrong", "/unset", "/internal", "/gone")) {
			Reply reply = Client.http1(site.port()).get(path);
			assertThat(reply.status()).as(path).isEqualTo(500);
			assertThat(reply.reason()).as(path).isEqualTo("invalid_filter");
		}
		assertThat(upstream.count()).isZero();
		String problems = gateway.actuator("penstock").body();
		assertThat(problems).contains("False/InvalidFilter")
			.contains("names the filter NoSuchFilter, which the gateway does not have");
	}

	@Test
	void filterThatIsCorrectedTakesEffect() {
		Site other = gateway.site();
		String route = other.route("r",
				"{filters: [%s], backendRefs: [%s]}".formatted(reference("own"), other.serviceRef("echo", "")));
		other.apply(other.gateway(), route, other.service("echo", "", upstream.port()));
		assertThat(Client.http1(other.port()).get("/").status()).isEqualTo(500);
		other.apply(other.gateway(), route, other.service("echo", "", upstream.port()),
				filter("own", "Tag", "{tag: later}").replace(site.namespace(), other.namespace()));
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThat(Client.http1(other.port()).get("/").text()).isEqualTo("servedlater"));
	}

	/** Has the beans that a user adds. */
	static class OwnFilters {

		@Bean
		TagGatewayFilterFactory tagGatewayFilterFactory() {
			return new TagGatewayFilterFactory();
		}

		@Bean
		GlobalFilter seeingFilter() {
			return (exchange, chain) -> chain
				.filter(exchange.mutate().request((request) -> request.header("x-global", "seen")).build())
				.then(Mono.fromRunnable(() -> exchange.getResponse()
					.getHeaders()
					.set("x-global-response", String.valueOf(exchange.getResponse().getStatusCode()).substring(0, 3))));
		}

	}

}
