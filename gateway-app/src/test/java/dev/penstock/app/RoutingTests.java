package dev.penstock.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Ports;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the rules of the manifests decide where requests go. */
class RoutingTests {

	private static ControlledUpstream a;

	private static ControlledUpstream b;

	private static ControlledUpstream c;

	private static Site site;

	private static int otherPort;

	@BeforeAll
	static void start() {
		a = ControlledUpstream.named("a");
		b = ControlledUpstream.named("b");
		c = ControlledUpstream.named("c");
		otherPort = Ports.free();
		site = TestGateway.shared().site();
		String parent = "{name: gw}";
		String edits = "{name: a, port: 80, weight: 1, filters: [{type: RequestHeaderModifier, requestHeaderModifier: "
				+ "{set: [{name: x-set, value: backend}], add: [{name: x-add, value: backend}], remove: [x-gone]}}, "
				+ "{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: x-from, value: backend}]}}]}";
		site.apply(site.gateway(),
				site.gateway("other", "[{name: http, port: %d, protocol: HTTP}]".formatted(otherPort)),
				site.routeAt("exact", parent, "[one.example.com]",
						rule("exact", "{path: {type: Exact, value: /v1/models}}")),
				site.routeAt("prefix", parent, "[one.example.com]", rule("prefix", "{path: {value: /v1}}"),
						rule("regex", "{path: {type: RegularExpression, value: '/v[0-9]+/files/.*'}}"),
						rule("post", "{path: {value: /v1}, method: POST}"),
						rule("header", "{path: {value: /v1}, headers: [{name: X-Model, value: big}]}"),
						rule("query", "{path: {value: /v1}, queryParams: [{name: model, value: big}]}")),
				site.routeAt("wildcard", parent, "['*.example.com']", rule("wildcard", "{path: {value: /}}")),
				site.routeAt("elsewhere", "{name: other}", "[]", rule("other-gateway", "{path: {value: /}}")),
				site.routeAt("weights", parent, "[weights.test]",
						site.rule("{path: {value: /}}", "{name: a, port: 80, weight: 90}",
								"{name: b, port: 80, weight: 10}", "{name: c, port: 80, weight: 0}")),
				site.routeAt("edits", parent, "[edits.test]",
						"{filters: [{type: RequestHeaderModifier, requestHeaderModifier: "
								+ "{set: [{name: x-set, value: rule}, {name: x-rule, value: rule}], add: [{name: x-add, value: rule}]}}, "
								+ "{type: ResponseHeaderModifier, responseHeaderModifier: {add: [{name: x-also, value: rule}], remove: [x-internal]}}], "
								+ "backendRefs: [" + edits + "]}"),
				site.routeAt("even", parent, "[even.test]", site.rule("{path: {value: /}}", site.poolRef("pool"))),
				site.service("a", "", a.port()), site.service("b", "", b.port()), site.service("c", "", c.port()),
				site.pool("pool", a.port(), b.port(), c.port()), site.pod("pod", "127.0.0.1", "True"));
	}

	private static String rule(String name, String match) {
		return "{matches: [%s], filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {set: [{name: x-rule, value: %s}]}}], backendRefs: [{name: a, port: 80}]}"
			.formatted(match, name);
	}

	@AfterAll
	static void stop() {
		a.close();
		b.close();
		c.close();
	}

	@ParameterizedTest
	@CsvSource({ "GET,one.example.com,/v1/models,exact", "GET,ONE.example.com:8080,/v1/models,exact",
			"GET,one.example.com,/v1/models/x,prefix", "GET,one.example.com,/v1,prefix",
			"GET,one.example.com,/v1/files/x,regex", "POST,one.example.com,/v1/completions,post",
			"GET,one.example.com,/v1/x?model=big,query", "GET,one.example.com,/v10,wildcard",
			"GET,two.example.com,/v1/models,wildcard", "GET,a.b.example.com,/,wildcard" })
	void mostSpecificRuleServesTheRequest(String method, String host, String path, String rule) {
		Reply reply = Client.http1(site.port()).open(HttpMethod.valueOf(method), path, null, "host", host).reply();
		assertThat(reply.header("x-rule")).isEqualTo(rule);
	}

	@Test
	void headerMatchDecidesWhateverTheCaseOfItsName() {
		assertThat(Client.http1(site.port()).get("/v1/x", "host", "one.example.com", "x-MODEL", "big").header("x-rule"))
			.isEqualTo("header");
		assertThat(Client.http1(site.port()).get("/v1/x", "host", "one.example.com", "x-model", "BIG").header("x-rule"))
			.isEqualTo("prefix");
	}

	@Test
	void hostThatNoRouteNamesIsNotServed() {
		assertThat(Client.http1(site.port()).get("/v1", "host", "example.com").status()).isEqualTo(404);
	}

	@Test
	void gatewaysOnTwoPortsServeTheirOwnRoutes() {
		assertThat(Client.http1(otherPort).get("/v1/models", "host", "one.example.com").header("x-rule"))
			.isEqualTo("other-gateway");
		assertThat(Client.http1(site.port()).get("/v1/models", "host", "one.example.com").header("x-rule"))
			.isEqualTo("exact");
	}

	@Test
	void headersAreModifiedByTheRuleAndThenByTheBackend() {
		a.forget();
		Reply reply = Client.http1(site.port()).get("/", "host", "edits.test", "x-gone", "1", "x-set", "client");
		Received received = a.next();
		assertThat(received.header("x-set")).containsExactly("backend");
		assertThat(received.header("x-rule")).containsExactly("rule");
		assertThat(received.header("x-add")).containsExactly("rule", "backend");
		assertThat(received.header("x-gone")).isEmpty();
		assertThat(reply.header("x-from")).isEqualTo("backend");
		assertThat(reply.header("x-also")).isEqualTo("rule");
	}

	@Test
	void backendsGetTheirShareByWeightAndNothingAtZero() {
		Map<String, Integer> counts = new HashMap<>();
		for (int i = 0; i < 20; i++) {
			List<Running> batch = new ArrayList<>();
			for (int j = 0; j < 50; j++) {
				batch.add(Client.http1(site.port()).open(HttpMethod.GET, "/", null, "host", "weights.test"));
			}
			batch.forEach((running) -> counts.merge(running.reply().text(), 1, Integer::sum));
		}
		assertThat(counts).containsOnlyKeys("a", "b");
		assertThat(counts.get("b")).isBetween(50, 160);
	}

	@Test
	void endpointsOfAPoolGetAsManyRequestsEach() {
		Map<String, Integer> counts = new HashMap<>();
		for (int i = 0; i < 300; i++) {
			counts.merge(Client.http1(site.port()).get("/", "host", "even.test").text(), 1, Integer::sum);
		}
		assertThat(counts).containsOnlyKeys("a", "b", "c")
			.allSatisfy((_, count) -> assertThat(count).isBetween(50, 160));
	}

	@Test
	void busyEndpointGetsNoMoreRequestsWhileOthersAreIdle() {
		ControlledUpstream slow = ControlledUpstream.start();
		ControlledUpstream alsoSlow = ControlledUpstream.start();
		Site busy = TestGateway.shared().site();
		busy.applyPool(slow, alsoSlow);
		List<Running> all = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			all.add(Client.http1(busy.port()).open(HttpMethod.GET, "/", null));
			int sent = i + 1;
			org.awaitility.Awaitility.await().until(() -> slow.count() + alsoSlow.count() == sent);
		}
		assertThat(slow.count()).isEqualTo(5);
		assertThat(alsoSlow.count()).isEqualTo(5);
		for (int i = 0; i < 5; i++) {
			slow.next().answer(200, "");
			alsoSlow.next().answer(200, "");
		}
		all.forEach(Running::reply);
		slow.close();
		alsoSlow.close();
	}

}
