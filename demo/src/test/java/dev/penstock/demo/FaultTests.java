package dev.penstock.demo;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FaultTests {

	private final SimulatedModelServer server = SimulatedModelServer.start(Settings.builder().instant().build());

	private final ApiClient client = new ApiClient(this.server);

	@AfterEach
	void close() {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "'prompt':'a'", "'prompt':'a','stream':true" })
	void resetsBeforeAnyHeader(String fields) throws Exception {
		try (Socket socket = this.client.open(fields, "reset-before-headers")) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getInputStream().read())
				.withMessageContaining("reset");
		}
	}

	@Test
	void resetsAfterTheTokensAskedFor() throws Exception {
		StringBuilder received = new StringBuilder();
		try (Socket socket = this.client.open("'prompt':'a','stream':true", "reset-after-chunks=3")) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> readInto(received, socket))
				.withMessageContaining("reset");
		}
		assertThat(received.toString().split("data: ", -1)).hasSize(4);
		assertThat(this.server.requestsRunning()).isZero();
		assertThat(this.server.requestsCancelled()).isZero();
	}

	@Test
	void resetsInsteadOfAWholeAnswer() throws Exception {
		try (Socket socket = this.client.open("'prompt':'a'", "reset-after-chunks=3")) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getInputStream().read())
				.withMessageContaining("reset");
		}
		assertThat(this.client.metric("vllm:generation_tokens_total{")).isEqualTo(3);
	}

	@Test
	void answersInFullIfTheAnswerIsShorterThanTheFault() throws Exception {
		assertThat(this.client.complete("a", Fault.HEADER, "reset-after-chunks=17").statusCode()).isEqualTo(200);
		assertThat(this.client.complete("a", Fault.HEADER, "hang-after-chunks=17").statusCode()).isEqualTo(200);
	}

	@Test
	void answersWithTheStatusAskedFor() throws Exception {
		HttpResponse<String> response = this.client.complete("a", Fault.HEADER, "status=503");
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(ApiClient.json(response).at("/error/code").intValue()).isEqualTo(503);
	}

	@Test
	void answersAsUsualAfterADelay() throws Exception {
		assertThat(this.client.complete("a", Fault.HEADER, "delay=1").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "nonsense", "hang=1", "reset-after-chunks", "status=200", "status=1000", "delay=x",
			"delay=999999999", "none=1" })
	void refusesFaultsThatItDoesNotKnow(String fault) throws Exception {
		HttpResponse<String> response = this.client.complete("a", Fault.HEADER, fault);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("x-sim-fault is " + fault, "reset-before-headers");
	}

	@Test
	void doesToEveryRequestWhatTheSettingsSayUnlessItAsksForAnother() throws Exception {
		Settings settings = Settings.builder().instant().fault(new Fault.Status(500)).build();
		try (SimulatedModelServer failing = SimulatedModelServer.start(settings)) {
			ApiClient asking = new ApiClient(failing);
			assertThat(asking.complete("a").statusCode()).isEqualTo(500);
			assertThat(asking.get("/health").statusCode()).isEqualTo(500);
			assertThat(asking.complete("a", Fault.HEADER, "none").statusCode()).isEqualTo(200);
		}
	}

	private static void readInto(StringBuilder received, Socket socket) throws IOException {
		byte[] buffer = new byte[8192];
		for (int read = 0; read >= 0; read = socket.getInputStream().read(buffer)) {
			received.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
		}
	}

}
