package dev.penstock.app.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.penstock.app.faults.FaultMatrix.Case;
import dev.penstock.app.faults.FaultMatrix.FailureMode;
import dev.penstock.app.faults.FaultMatrix.Observation;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.filters.extproc.PickerChannels;
import dev.penstock.testkit.netty.LeakDetection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests what becomes of a request whose endpoint picker fails before it has picked, and
 * that the published table says so; {@code -Dmatrix.update=true} rewrites it.
 */
@ExtendWith(LeakDetection.class)
class FaultMatrixTests {

	private static final Path TABLE = Path.of("..", "src-docs", "reference", "fault-matrix.md");

	private static final FaultMatrix MATRIX = new FaultMatrix();

	@BeforeAll
	static void start() {
		MATRIX.start();
	}

	@AfterAll
	static void stop() {
		MATRIX.close();
	}

	static Stream<Case> cases() {
		return FaultMatrix.cases();
	}

	@ParameterizedTest
	@MethodSource("cases")
	void requestIsServedWholeOrRefusedWithAReason(Case one) {
		Observation seen = MATRIX.seen(one);
		PickerFault fault = one.lane().fault();
		if (fault == PickerFault.ANSWERS_ITSELF) {
			assertThat(seen.reply().statusCode()).isEqualTo(429);
			assertThat(seen.reply().body()).isEqualTo(PickerFault.ANSWER);
			assertThat(seen.deliveries()).as("requests at model servers").isEmpty();
		}
		else if (fault.reason() == null) {
			servedOnce(one, seen);
			assertThat(seen.header("x-served-by")).isEqualTo(MATRIX.named());
			assertThat(seen.failedOpen()).isEmpty();
		}
		else if (one.lane().mode() == FailureMode.FAIL_OPEN) {
			servedOnce(one, seen);
			assertThat(seen.failedOpen()).isEqualTo(fault.reason().code());
		}
		else {
			assertThat(seen.reply().statusCode()).isEqualTo(503);
			assertThat(seen.header("x-penstock-reason")).isEqualTo(fault.reason().code());
			assertThat(seen.header("retry-after")).isEqualTo("1");
			assertThat(seen.deliveries()).as("requests at model servers").isEmpty();
		}
		assertThat(seen.streams()).as("streams to the picker").isLessThanOrEqualTo(2);
	}

	private static void servedOnce(Case one, Observation seen) {
		assertThat(seen.reply().statusCode()).isEqualTo(200);
		assertThat(seen.deliveries()).as("requests at model servers")
			.singleElement()
			.satisfies((delivery) -> assertThat(delivery.hash()).isEqualTo(MATRIX.hash(one.size())));
		assertThat(seen.reply().body()).isEqualTo(MATRIX.hash(one.size()));
	}

	@Test
	void nothingIsLeftOfThem() {
		cases().forEach(MATRIX::seen);
		for (TestGateway gateway : MATRIX.gateways()) {
			await().atMost(TestGateway.PATIENCE).untilAsserted(() -> {
				assertThat(gateway.inFlight()).as("requests").isZero();
				assertThat(gateway.inFlightAtEndpoints()).as("requests at endpoints").isZero();
				assertThat(gateway.context().getBean(PickerChannels.class).streamsInFlight()).as("streams to pickers")
					.isZero();
			});
		}
	}

	@Test
	void publishedTableSaysWhatHappens() throws IOException {
		String text = text();
		if (Boolean.getBoolean("matrix.update")) {
			Files.writeString(TABLE, text);
		}
		assertThat(TABLE).as("run the test with -Dmatrix.update=true to rewrite it").content().isEqualTo(text);
	}

	private static String text() {
		String rows = Stream.of(PickerFault.values())
			.map((fault) -> "| %s | %s | %s |".formatted(fault.description(), cell(fault, FailureMode.FAIL_OPEN),
					cell(fault, FailureMode.FAIL_CLOSE)))
			.collect(Collectors.joining("\n"));
		return """
				# When the endpoint picker fails

				What a client gets if the pool's endpoint picker fails before it has picked, by the pool's `failureMode`. \
				Where a model server is asked, it is asked once and gets the client's body, byte for byte, whatever part \
				of it the picker had got. Every 503 has `retry-after: 1`. Afterwards no stream, buffer or counter is left.

				Each cell was observed with no body and with bodies of 1 KB, 1 MB and 1 byte less than 32 MB (the limit), \
				with pickers that speak TLS and, up to 1 MB, with pickers that speak plaintext: %d requests through a \
				running gateway. The test `FaultMatrixTests` writes the table and fails when it is no longer true. \
				The codes are explained [here](reason-codes.md).

				| The picker | FailOpen | FailClose |
				|---|---|---|
				%s
				"""
			.formatted(cases().count(), rows);
	}

	/** Writes what all sizes of bodies have in common, or what is said of each. */
	private static String cell(PickerFault fault, FailureMode mode) {
		Map<String, List<String>> sizes = new LinkedHashMap<>();
		cases().filter((one) -> one.lane().fault() == fault && one.lane().mode() == mode)
			.forEach((one) -> sizes.merge(MATRIX.seen(one).cell(), List.of(one.size().label()),
					(first, second) -> Stream.concat(first.stream(), second.stream()).distinct().toList()));
		return (sizes.size() == 1) ? sizes.keySet().iterator().next()
				: sizes.entrySet()
					.stream()
					.map((entry) -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
					.collect(Collectors.joining("; "));
	}

}
