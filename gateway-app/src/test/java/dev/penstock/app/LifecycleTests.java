package dev.penstock.app;

import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.RawConnection;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.gateway.event.RefreshRoutesEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Tests how the gateway comes and goes. */
class LifecycleTests {

	@Test
	void gatewayIsReadyWithTheFirstTableAndFinishesStreamsBeforeItEnds() throws InterruptedException {
		ControlledUpstream upstream = ControlledUpstream.start();
		TestGateway gateway = TestGateway.startWithoutATable(List.of(HeldBack.class),
				Map.of("penstock.shutdown.delay", "2s", "penstock.shutdown.drain", "20s"));
		assertThat(gateway.actuator("health/liveness").statusCode()).isEqualTo(200);
		assertThat(gateway.actuator("health/readiness").statusCode()).isEqualTo(503);
		assertThat(gateway.actuatorJson("penstock").path("generation").isNull()).isTrue();
		HeldBack.RELEASE.countDown();
		await().atMost(TestGateway.PATIENCE).until(() -> gateway.actuator("health/readiness").statusCode() == 200);

		Site site = gateway.site();
		site.applyPool(upstream);
		Running running = Client.http1WithNewConnections(site.port()).open(HttpMethod.GET, "/", null);
		Received received = upstream.next();
		received.respond(200, "content-type", "text/event-stream");
		received.chunk("data: 1\n\n");
		assertThat(running.chunk()).isEqualTo("data: 1\n\n");

		Thread closing = Thread.ofPlatform().start(gateway::close);
		await().atMost(TestGateway.PATIENCE).until(() -> gateway.actuator("health/readiness").statusCode() == 503);
		Running late = Client.http1WithNewConnections(site.port()).open(HttpMethod.GET, "/late", null);
		upstream.next().answer(200, "still served");
		assertThat(late.reply().text()).isEqualTo("still served");
		await().atMost(TestGateway.PATIENCE).untilAsserted(() -> {
			Running last = Client.http1WithNewConnections(site.port()).open(HttpMethod.GET, "/last", null);
			upstream.next().answer(200, "the last on this connection");
			assertThat(last.reply().header("connection")).isEqualTo("close");
		});
		await().atMost(TestGateway.PATIENCE)
			.untilAsserted(() -> assertThatExceptionOfType(ConnectException.class)
				.isThrownBy(() -> new RawConnection(site.port()).close()));
		assertThat(closing.isAlive()).as("the process waits for the stream").isTrue();
		received.chunk("data: 2\n\n");
		assertThat(running.chunk()).isEqualTo("data: 2\n\n");
		received.end();
		assertThat(running.end()).isNull();
		closing.join(TestGateway.PATIENCE);
		assertThat(closing.isAlive()).isFalse();
		upstream.close();
	}

	/** Holds the first activation back until the test releases it. */
	static class HeldBack {

		static final CountDownLatch RELEASE = new CountDownLatch(1);

		@Bean
		ApplicationListener<RefreshRoutesEvent> holdBack() {
			return (_) -> {
				try {
					assertThat(RELEASE.await(TestGateway.PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
						.isTrue();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			};
		}

	}

}
