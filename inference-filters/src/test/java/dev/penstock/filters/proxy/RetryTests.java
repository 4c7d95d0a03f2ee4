package dev.penstock.filters.proxy;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.pool.UpstreamProtocol;
import dev.penstock.filters.proxy.ModelServers.Answer;
import dev.penstock.filters.route.RetryPolicy;
import dev.penstock.testkit.netty.LeakDetection;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Script;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(LeakDetection.class)
class RetryTests {

	private static final Answer FAILS = new Answer.Status(503);

	// A Service

	@ParameterizedTest
	@EnumSource(UpstreamProtocol.class)
	void aNamedStatusGoesToTheNextEndpointWithTheWholeBody(UpstreamProtocol protocol) {
		try (ModelServers servers = new ModelServers(2, protocol).answering(FAILS);
				ProxyFixture gateway = ProxyFixture.toService(servers.group(), retry(1, 503))) {
			byte[] body = random(300_000);
			HttpResponse<String> response = gateway.post(body);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(servers.asked()).containsExactlyInAnyOrder(0, 1);
			assertThat(servers.bodies()).containsExactly(body, body);
			assertThat(response.body()).isEqualTo("server " + servers.asked().getLast() + " says 200");
			assertIdle(servers);
		}
	}

	@Test
	void anEndpointIsTriedAgainWhenThereIsNoOther() {
		try (ModelServers servers = new ModelServers(1).answering(FAILS, FAILS);
				ProxyFixture gateway = ProxyFixture.toService(servers.group(), retry(3, 503))) {
			assertThat(gateway.get().statusCode()).isEqualTo(200);
			assertThat(servers.asked()).hasSize(3);
		}
	}

	@ParameterizedTest
	@EnumSource(UpstreamProtocol.class)
	void theLastResponseIsTheClientsWhenAllFailed(UpstreamProtocol protocol) {
		try (ModelServers servers = new ModelServers(2, protocol).answering(FAILS, FAILS, FAILS, FAILS);
				ProxyFixture gateway = ProxyFixture.toService(servers.group(), retry(2, 503))) {
			HttpResponse<String> response = gateway.post(random(10));
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.body()).isEqualTo("server " + servers.asked().getLast() + " says 503");
			assertThat(response.headers().firstValue("x-penstock-reason")).isEmpty();
			assertThat(servers.asked()).hasSize(3);
			assertIdle(servers);
		}
	}

	@Test
	void theSettingSaysHowOftenWhereTheRuleDoesNot() {
		try (ModelServers servers = new ModelServers(1).answering(FAILS, FAILS, FAILS, FAILS);
				ProxyFixture gateway = ProxyFixture.toService(servers.group(), retry(null, 503))) {
			assertThat(gateway.get().statusCode()).isEqualTo(503);
			assertThat(servers.asked()).hasSize(3);
		}
	}

	@Test
	void aStatusThatIsNotNamedIsTheClients() {
		try (ModelServers servers = new ModelServers(2).answering(new Answer.Status(500));
				ProxyFixture gateway = ProxyFixture.toService(servers.group(), retry(3, 503))) {
			assertThat(gateway.get().statusCode()).isEqualTo(500);
			assertThat(servers.asked()).hasSize(1);
		}
	}

	@Test
	void withoutRetryNeitherStatusNorResetGoesToTheNext() {
		try (ModelServers servers = new ModelServers(2).answering(FAILS, new Answer.Reset());
				ProxyFixture gateway = ProxyFixture.toService(servers.group(), null)) {
			assertThat(gateway.get().statusCode()).isEqualTo(503);
			assertThat(gateway.get().headers().firstValue("x-penstock-reason")).hasValue("upstream_reset");
			assertThat(servers.asked()).hasSize(2);
		}
	}

	@ParameterizedTest
	@EnumSource(UpstreamProtocol.class)
	void aBrokenConnectionCountsWhateverTheCodes(UpstreamProtocol protocol) {
		try (ModelServers servers = new ModelServers(2, protocol).answering(new Answer.Reset());
				ProxyFixture gateway = ProxyFixture.toService(servers.group(), retry(1))) {
			byte[] body = random(1000);
			assertThat(gateway.post(body).statusCode()).isEqualTo(200);
			assertThat(servers.bodies().getLast()).isEqualTo(body);
		}
	}

	@Test
	void aRefusedConnectionCounts() {
		try (ModelServers servers = new ModelServers(2);
				ProxyFixture gateway = ProxyFixture.toService(servers.group(), retry(1))) {
			servers.stop(0);
			for (int i = 0; i < 8; i++) {
				assertThat(gateway.post(random(10)).statusCode()).isEqualTo(200);
			}
			assertIdle(servers);
		}
	}

	@Test
	void theReasonIsTheLastFailures() {
		try (ModelServers servers = new ModelServers(2);
				ProxyFixture gateway = ProxyFixture.toService(servers.group(), retry(4))) {
			servers.stop(0);
			servers.stop(1);
			HttpResponse<String> response = gateway.get();
			assertThat(response.statusCode()).isEqualTo(502);
			assertThat(response.headers().firstValue("x-penstock-reason")).hasValue("upstream_connect_failed");
			assertIdle(servers);
		}
	}

	@ParameterizedTest
	@EnumSource(UpstreamProtocol.class)
	void theLimitOfOneAttemptCounts(UpstreamProtocol protocol) {
		try (ModelServers servers = new ModelServers(2, protocol).answering(new Answer.Silence());
				ProxyFixture gateway = new ProxyFixture(ProxyFixture.service(servers.group()), retry(1), null,
						Duration.ofMillis(300))) {
			assertThat(gateway.get().statusCode()).isEqualTo(200);
			servers.answering(new Answer.Silence(), new Answer.Silence());
			HttpResponse<String> response = gateway.get();
			assertThat(response.statusCode()).isEqualTo(504);
			assertThat(response.headers().firstValue("x-penstock-reason")).hasValue("timeout");
			assertThat(servers.asked()).hasSize(4);
			assertIdle(servers);
		}
	}

	@Test
	void theLimitOfTheRequestEndsAllAttemptsAndWaits() {
		RetryPolicy hourly = new RetryPolicy(Set.of(503), 5, Duration.ofHours(1));
		try (ModelServers servers = new ModelServers(2).answering(FAILS);
				ProxyFixture gateway = new ProxyFixture(ProxyFixture.service(servers.group()), hourly,
						Duration.ofMillis(300), null)) {
			assertThat(gateway.post(random(1000)).statusCode()).isEqualTo(504);
			assertThat(servers.asked()).hasSize(1);
			assertIdle(servers);
		}
	}

	@Test
	void aShortBackoffIsWaitedOutWithoutBlocking() {
		RetryPolicy soon = new RetryPolicy(Set.of(503), 5, Duration.ofMillis(20));
		try (ModelServers servers = new ModelServers(2).answering(FAILS, FAILS);
				ProxyFixture gateway = ProxyFixture.toService(servers.group(), soon)) {
			assertThat(gateway.post(random(1000)).statusCode()).isEqualTo(200);
			assertThat(servers.asked()).hasSize(3);
		}
	}

	@ParameterizedTest
	@EnumSource(UpstreamProtocol.class)
	void anAnswerBeforeTheBodyIsReadLosesNothing(UpstreamProtocol protocol) {
		Answer unread = new Answer.StatusUnread(503);
		try (ModelServers servers = new ModelServers(2, protocol).answering(unread, unread);
				ProxyFixture gateway = ProxyFixture.toService(servers.group(), retry(3, 503))) {
			byte[] body = random(8_000_000);
			assertThat(gateway.post(body).statusCode()).isEqualTo(200);
			assertThat(servers.bodies().getLast()).isEqualTo(body);
			assertIdle(servers);
		}
	}

	// A pool with a picker

	@Test
	void thePickersListIsFollowedInOrderAndItIsAskedOnce() {
		try (ModelServers servers = new ModelServers(4).answering(FAILS, new Answer.Reset());
				FakeEndpointPicker epp = FakeEndpointPicker
					.start(Script.picking(name(servers, 2), name(servers, 0), name(servers, 3)));
				ProxyFixture gateway = ProxyFixture.toPool(servers.group(), epp.port(), retry(null, 503))) {
			byte[] body = random(200_000);
			assertThat(gateway.post(body).statusCode()).isEqualTo(200);
			assertThat(servers.asked()).containsExactly(2, 0, 3);
			assertThat(servers.bodies().getFirst()).isEqualTo(body);
			assertThat(servers.bodies().getLast()).isEqualTo(body);
			assertThat(epp.exchanges()).hasSize(1);
			assertIdle(servers);
		}
	}

	@Test
	void eachEndpointThatThePickerNamedIsTriedOnceUnlessTheRuleSaysHowOften() {
		try (ModelServers servers = new ModelServers(3).answering(FAILS, FAILS, FAILS);
				FakeEndpointPicker epp = FakeEndpointPicker.start(Script.picking(name(servers, 1), name(servers, 0)))) {
			try (ProxyFixture gateway = ProxyFixture.toPool(servers.group(), epp.port(), retry(null, 503))) {
				assertThat(gateway.get().statusCode()).isEqualTo(503);
				assertThat(servers.asked()).containsExactly(1, 0);
			}
			servers.answering(FAILS, FAILS);
			try (ProxyFixture gateway = ProxyFixture.toPool(servers.group(), epp.port(), retry(3, 503))) {
				assertThat(gateway.get().statusCode()).isEqualTo(200);
				assertThat(servers.asked()).containsExactly(1, 0, 1, 0, 1, 0);
			}
		}
	}

	private static RetryPolicy retry(@Nullable Integer attempts, Integer... codes) {
		return new RetryPolicy(Set.of(codes), attempts, Duration.ZERO);
	}

	private static String name(ModelServers servers, int index) {
		return servers.endpoint(index).authority();
	}

	/** Waits for all endpoints to have been given back. */
	private static void assertIdle(ModelServers servers) {
		List<UpstreamEndpoint> endpoints = servers.group().endpoints();
		await().untilAsserted(() -> assertThat(endpoints).allMatch((endpoint) -> endpoint.inFlight() == 0));
	}

	private static byte[] random(int length) {
		byte[] bytes = new byte[length];
		new Random(length).nextBytes(bytes);
		return bytes;
	}

}
