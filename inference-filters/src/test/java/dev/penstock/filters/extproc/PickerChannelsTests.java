package dev.penstock.filters.extproc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.penstock.filters.pick.PickConversation;
import dev.penstock.filters.pick.PickResult;
import dev.penstock.filters.pick.ResponseTrailers;
import dev.penstock.filters.pool.PickerView.PickerTransport;
import dev.penstock.testkit.netty.LeakDetection;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Fault;
import dev.penstock.testkit.picker.PickerExchange;
import dev.penstock.testkit.picker.Point;
import dev.penstock.testkit.picker.Script;
import io.grpc.Status;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(LeakDetection.class)
@Timeout(30)
class PickerChannelsTests {

	private static final Script PICKING = Script.picking("10.0.0.1:8000");

	@Test
	void connectsBeforeTheFirstRequestOnEveryLoop() {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(PICKING);
				PickerFixture gateway = PickerFixture.plaintext(epp.port()).warm()) {
			assertThat(epp.openConnections()).isEqualTo(2);
			assertThat(gateway.channels.replicas()).singleElement().satisfies((replica) -> {
				assertThat(replica.health()).isEqualTo(PickerChannels.Health.READY);
				assertThat(replica.address()).isEqualTo("127.0.0.1:" + epp.port());
				assertThat(replica.connections()).isEqualTo(2);
			});
		}
	}

	@Test
	void closesTheConnectionsOfPickersThatAreGoneAfterTheirStreams() {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(PICKING);
				PickerFixture gateway = PickerFixture.plaintext(epp.port()).warm()) {
			PickConversation conversation = gateway.ask(new byte[10]);
			assertPicked(conversation);
			gateway.channels.update(List.of());
			PickerFixture.respond(conversation, false);
			assertThat(epp.openConnections()).isEqualTo(2);
			StepVerifier
				.create(conversation.responseBody(PickerFixture.buffers("a"), ResponseTrailers.NONE)
					.map(PickerFixture::text))
				.expectNext("a")
				.expectComplete()
				.verify(PickerFixture.PATIENCE);
			conversation.close();
			await().untilAsserted(() -> assertThat(epp.openConnections()).isZero());
			assertThat(gateway.channels.connections()).isZero();
		}
	}

	@Test
	void connectsToAReplicaThatComesBackAlthoughARequestOfTheTableBeforeAskedItMeanwhile() {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(PICKING);
				PickerFixture gateway = PickerFixture.plaintext(epp.port()).warm()) {
			gateway.channels.update(List.of());
			pick(gateway);
			await().untilAsserted(() -> assertThat(epp.openConnections()).isZero());
			gateway.channels.update(List.of(gateway.view));
			gateway.warm();
			assertThat(gateway.channels.replicas()).singleElement()
				.satisfies((replica) -> assertThat(replica.health()).isEqualTo(PickerChannels.Health.READY));
			pick(gateway);
			assertThat(epp.openConnections()).isEqualTo(2);
		}
	}

	@Test
	void takesReplicasInTurn() {
		try (FakeEndpointPicker one = FakeEndpointPicker.start(PICKING);
				FakeEndpointPicker two = FakeEndpointPicker.start(PICKING);
				PickerFixture gateway = PickerFixture.plaintext(one.port(), two.port()).warm()) {
			for (int i = 0; i < 6; i++) {
				pick(gateway);
			}
			assertThat(one.exchanges()).hasSize(3);
			assertThat(two.exchanges()).hasSize(3);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "OPENED", "REQUEST_HEADERS", "REQUEST_BODY", "REQUEST_END" })
	void asksAnotherReplicaOnceIfTheFirstDiesUnheard(Point point) {
		Script dying = Script.picking("10.0.0.1:8000").at(point, new Fault.KillConnection());
		try (FakeEndpointPicker one = FakeEndpointPicker.start(dying);
				FakeEndpointPicker two = FakeEndpointPicker.start(PICKING);
				PickerFixture gateway = PickerFixture.plaintext(one.port(), two.port()).warm()) {
			byte[] body = new byte[500_000];
			new Random(7).nextBytes(body);
			for (int i = 0; i < 4; i++) {
				PickConversation conversation = gateway.ask(body);
				assertPicked(conversation);
				assertThat(two.lastExchange().requestBody()).isEqualTo(body);
				gateway.releaseRequest();
				conversation.close();
			}
			assertThat(one.exchanges()).isNotEmpty();
		}
	}

	@Test
	void doesNotAskAnotherReplicaAboutWhatOneRefused() {
		Script refusing = Script.picking("10.0.0.1:8000").at(Point.REQUEST_END, new Fault.GrpcError(Status.INTERNAL));
		try (FakeEndpointPicker one = FakeEndpointPicker.start(refusing);
				FakeEndpointPicker two = FakeEndpointPicker.start(refusing);
				PickerFixture gateway = PickerFixture.plaintext(one.port(), two.port()).warm()) {
			PickConversation conversation = gateway.ask(new byte[10]);
			assertThat(PickerFixture.decision(conversation)).isInstanceOf(PickResult.Unavailable.class);
			conversation.close();
			assertThat(one.exchanges().size() + two.exchanges().size()).isEqualTo(1);
			assertThat(gateway.channels.replicas()).extracting(PickerChannels.ReplicaState::health)
				.containsOnly(PickerChannels.Health.READY);
		}
	}

	@Test
	void leavesOutAReplicaThatIsAwayAndTakesItBack() {
		int port;
		try (FakeEndpointPicker one = FakeEndpointPicker.start(PICKING);
				FakeEndpointPicker two = FakeEndpointPicker.start(PICKING);
				PickerFixture gateway = PickerFixture.quick(one.port(), two.port()).warm()) {
			port = one.port();
			one.kill();
			for (int i = 0; i < 10; i++) {
				pick(gateway);
			}
			await().untilAsserted(
					() -> assertThat(gateway.channels.replicas()).extracting(PickerChannels.ReplicaState::health)
						.contains(PickerChannels.Health.FAILED));
			try (FakeEndpointPicker again = FakeEndpointPicker
				.start(new FakeEndpointPicker.Options(false, port, Integer.MAX_VALUE), PICKING)) {
				await().untilAsserted(() -> {
					pick(gateway);
					assertThat(again.exchanges()).isNotEmpty();
				});
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 3, 1000 })
	void opensAsManyConnectionsAsStreamsNeed(int maxConcurrentStreams) {
		ExtProcSettings settings = new ExtProcSettings(PickerFixture.PATIENCE, PickerFixture.PATIENCE,
				PickerFixture.PATIENCE, PickerFixture.PATIENCE, 10, 1024);
		try (FakeEndpointPicker epp = FakeEndpointPicker
			.start(new FakeEndpointPicker.Options(false, 0, maxConcurrentStreams), PICKING);
				PickerFixture gateway = new PickerFixture(settings, PickerTransport.PLAINTEXT, epp.port())) {
			List<PickConversation> open = new ArrayList<>();
			for (int i = 0; i < 60; i++) {
				open.add(gateway.ask(new byte[10]));
			}
			open.forEach(PickerChannelsTests::assertPicked);
			assertThat(gateway.channels.streamsInFlight()).isEqualTo(60);
			assertThat(epp.openConnections()).isGreaterThanOrEqualTo(60 / Math.min(maxConcurrentStreams, 10));
			open.forEach(PickConversation::close);
			await().untilAsserted(() -> assertThat(gateway.channels.streamsInFlight()).isZero());
			await().untilAsserted(() -> assertThat(epp.openConnections()).isLessThanOrEqualTo(6));
			gateway.releaseRequest();
		}
	}

	@Test
	void carriesBigBodiesBothWays() {
		byte[] body = new byte[16 * 1024 * 1024];
		new Random(1).nextBytes(body);
		try (FakeEndpointPicker epp = FakeEndpointPicker
			.start(Script.picking("10.0.0.1:8000").changeRequest((bytes) -> reversed(bytes)));
				PickerFixture gateway = PickerFixture.plaintext(epp.port())) {
			PickConversation conversation = gateway.ask(body);
			PickResult.Picked picked = (PickResult.Picked) PickerFixture.decision(conversation);
			gateway.releaseRequest();
			assertThat(PickerFixture.bytes(picked.body())).isEqualTo(reversed(body));
			conversation.close();
		}
	}

	@Test
	void readsTheModelServerNoFasterThanTheClientReads() {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(PICKING);
				PickerFixture gateway = PickerFixture.plaintext(epp.port())) {
			PickConversation conversation = gateway.ask(new byte[10]);
			assertPicked(conversation);
			PickerFixture.respond(conversation, false);
			Set<Integer> read = ConcurrentHashMap.newKeySet();
			String part = "x".repeat(10_000);
			Flux<ByteBuf> upstream = Flux.range(0, 10_000).doOnNext(read::add).map((_) -> PickerFixture.buffer(part));
			StepVerifier.create(conversation.responseBody(upstream, ResponseTrailers.NONE).map(PickerFixture::text), 0)
				.thenRequest(5)
				.expectNextCount(5)
				.then(() -> assertThat(read).hasSizeLessThan(2_000))
				.thenCancel()
				.verify(Duration.ofSeconds(5));
			await().untilAsserted(() -> assertThat(epp.lastExchange().end()).isEqualTo(PickerExchange.End.CANCELLED));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "STREAM_PARTS", "STREAM_WHOLE", "ACKNOWLEDGE", "IGNORE" })
	void losesNothingOfALongResponse(Script.ResponseBody how) {
		try (FakeEndpointPicker epp = FakeEndpointPicker.start(Script.picking("10.0.0.1:8000").responseBody(how));
				PickerFixture gateway = PickerFixture.quickToRespond(epp.port())) {
			PickConversation conversation = gateway.ask(new byte[10]);
			assertPicked(conversation);
			PickerFixture.respond(conversation, false);
			String part = "0123456789".repeat(5_000);
			Flux<ByteBuf> upstream = Flux.range(0, 80).map((_) -> PickerFixture.buffer(part));
			StepVerifier
				.create(conversation.responseBody(upstream, ResponseTrailers.NONE)
					.map(PickerFixture::text)
					.reduce(0, (length, text) -> length + text.length()))
				.expectNext(80 * 50_000)
				.expectComplete()
				.verify(PickerFixture.PATIENCE);
			conversation.close();
		}
	}

	private static void pick(PickerFixture gateway) {
		PickConversation conversation = gateway.ask(new byte[10]);
		assertPicked(conversation);
		conversation.close();
	}

	private static void assertPicked(PickConversation conversation) {
		assertThat(PickerFixture.decision(conversation)).isInstanceOf(PickResult.Picked.class);
	}

	private static byte[] reversed(byte[] bytes) {
		byte[] reversed = new byte[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			reversed[i] = bytes[bytes.length - 1 - i];
		}
		return reversed;
	}

}
