package dev.penstock.app;

import java.util.List;
import java.util.Map;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.FakeRedis;
import dev.penstock.app.harness.Ports;
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
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests the filters of Spring Cloud Gateway that need libraries of their own. */
class FilterLibraryTests {

	private static ControlledUpstream upstream;

	private static FakeRedis redis;

	private static TestGateway gateway;

	private static Site site;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.start();
		redis = FakeRedis.start(2);
		gateway = TestGateway.start(List.of(), Map.of("spring.data.redis.host", "127.0.0.1", "spring.data.redis.port",
				redis.port(), "penstock.circuit-breaker.minimum", 4, "penstock.circuit-breaker.window", 4));
		site = gateway.site();
		site.apply(site.gateway(), site.route("routes", rule("/dead", "breaker", site.poolRef("dead")),
				rule("/fail", "statuses", site.poolRef("pool")), rule("/open", "open", site.poolRef("pool")),
				rule("/limited", "limiter", site.poolRef("pool")), rule("/by-key", "by-key", site.poolRef("pool")),
				site.rule("{path: {value: /fallback}}", site.poolRef("pool"))),
				filter(site, "breaker", "CircuitBreaker", "{name: a, fallbackUri: 'forward:/fallback'}"),
				filter(site, "statuses", "CircuitBreaker",
						"{name: b, fallbackUri: 'forward:/fallback', statusCodes: '500'}"),
				filter(site, "open", "CircuitBreaker", "{name: c, statusCodes: '500'}"),
				filter(site, "limiter", "RequestRateLimiter",
						"{redis-rate-limiter.replenishRate: 1, redis-rate-limiter.burstCapacity: 2}"),
				filter(site, "by-key", "RequestRateLimiter",
						"{key-resolver: '#{@byAuthorization}', redis-rate-limiter.replenishRate: 1}"),
				site.pool("pool", upstream.port()), site.pool("dead", Ports.free()),
				site.pod("pod", "127.0.0.1", "True"));
	}

	@AfterAll
	static void stop() {
		gateway.close();
		redis.close();
		upstream.close();
	}

	@BeforeEach
	void forget() {
		upstream.forget();
	}

	@Test
	void circuitBreakerSendsToItsFallback() {
		Running running = Client.http1(site.port()).open(HttpMethod.GET, "/dead", null);
		Received received = upstream.next();
		assertThat(received.target()).isEqualTo("/fallback");
		received.answer(200, "instead");
		assertThat(running.reply().text()).isEqualTo("instead");
		await().atMost(TestGateway.PATIENCE).until(() -> gateway.inFlightAtEndpoints() == 0);
	}

	@Test
	void circuitBreakerTakesStatusesForFailures() {
		Running running = Client.http1(site.port()).open(HttpMethod.GET, "/fail", null);
		upstream.next().answer(500, "broken");
		Received second = upstream.next();
		assertThat(second.target()).isEqualTo("/fallback");
		second.answer(200, "instead");
		assertThat(running.reply().text()).isEqualTo("instead");
	}

	@Test
	void circuitBreakerThatIsOpenAsksTheBackendNoMore() {
		for (int i = 0; i < 4; i++) {
			Running running = Client.http1(site.port()).open(HttpMethod.GET, "/open", null);
			Received received = upstream.next();
			assertThat(received.target()).isEqualTo("/open");
			received.answer(500, "broken");
			assertThat(running.reply().reason()).isEqualTo("circuit_failure");
		}
		Reply reply = Client.http1(site.port()).get("/open");
		assertThat(reply.status()).isEqualTo(503);
		assertThat(reply.reason()).isEqualTo("circuit_open");
		assertThat(upstream.count()).isEqualTo(4);
	}

	@Test
	void requestRateLimiterCountsInRedisByTheClientsAddress() {
		for (int i = 0; i < 2; i++) {
			Running running = Client.http1(site.port()).open(HttpMethod.GET, "/limited", null);
			upstream.next().answer(200, "served");
			assertThat(running.reply().status()).isEqualTo(200);
		}
		Reply reply = Client.http1(site.port()).get("/limited");
		assertThat(reply.status()).isEqualTo(429);
		assertThat(reply.header("x-ratelimit-remaining")).isEqualTo("0");
		assertThat(redis.calls().keySet()).anySatisfy((key) -> assertThat(key).contains("127.0.0.1"));
	}

	@Test
	void requestRateLimiterRefusesWhomItCanNotTellApart() {
		assertThat(Client.http1(site.port()).get("/by-key").status()).isEqualTo(403);
		assertThat(upstream.count()).isZero();
	}

	@Test
	void redisTakesNoPartWithoutASetting() {
		TestGateway plain = TestGateway.shared();
		assertThat(plain.context().getBeanNamesForType(ReactiveRedisConnectionFactory.class)).isEmpty();
		assertThat(plain.actuator("health").body()).contains("\"UP\"").doesNotContain("redis", "circuitBreakers");
		Site own = plain.site();
		own.apply(own.gateway(),
				own.route("r",
						"{matches: [{path: {value: /limited}}], filters: [%s], backendRefs: [%s]}"
							.formatted(reference("limiter"), own.poolRef("pool")),
						"{matches: [{path: {value: /token}}], filters: [%s], backendRefs: [%s]}"
							.formatted(reference("token"), own.poolRef("pool"))),
				filter(own, "limiter", "RequestRateLimiter", "{}"), filter(own, "token", "TokenRelay", "{}"),
				own.pool("pool", upstream.port()), own.pod("pod", "127.0.0.1", "True"));
		assertThat(Client.http1(own.port()).get("/limited").reason()).isEqualTo("invalid_filter");
		assertThat(plain.actuator("penstock").body()).contains("set spring.data.redis.host",
				"add spring-boot-starter-security-oauth2-client");
	}

	private static String rule(String path, String filter, String backend) {
		return "{matches: [{path: {value: %s}}], filters: [%s], backendRefs: [%s]}".formatted(path, reference(filter),
				backend);
	}

	private static String reference(String name) {
		return "{type: ExtensionRef, extensionRef: {group: penstock.dev, kind: GatewayFilter, name: %s}}"
			.formatted(name);
	}

	private static String filter(Site site, String name, String filter, String args) {
		return """
				apiVersion: penstock.dev/v1alpha1
				kind: GatewayFilter
				metadata: {name: %s, namespace: %s}
				spec: {name: %s, args: %s}
				""".formatted(name, site.namespace(), filter, args);
	}

}
