package dev.penstock.demo;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests that hang hold their slots until their connection is closed, so that nothing
 * here depends on time.
 */
class QueueAndCancelTests {

	private final SimulatedModelServer server = SimulatedModelServer
		.start(Settings.builder().maxNumSeqs(2).kvCache(16, 100).maxModelLen(1600).instant().build());

	private final ApiClient client = new ApiClient(this.server);

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void queuesBehindTheRunningBatchAndGoesOnWhenASlotIsFree() throws Exception {
		try (Socket first = this.client.open("'prompt':'a'", "hang");
				Socket second = this.client.open("'prompt':'b'", "hang")) {
			await().until(() -> this.server.requestsRunning() == 2);
			CompletableFuture<HttpResponse<String>> third = CompletableFuture.supplyAsync(this::complete);
			await().until(() -> this.server.requestsWaiting() == 1);
			assertThat(this.client.metric("vllm:num_requests_running{")).isEqualTo(2);
			assertThat(this.client.metric("vllm:num_requests_waiting{")).isEqualTo(1);
			assertThat(this.client.metric("vllm:kv_cache_usage_perc{")).isEqualTo(0.02);
			assertThat(third).isNotDone();
			first.close();
			assertThat(third.join().statusCode()).isEqualTo(200);
			assertThat(this.server.requestsRunning()).isEqualTo(1);
			assertThat(this.server.requestsWaiting()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "'prompt':'a'", "'prompt':'a','stream':true" })
	void freesSlotAndBlocksWhenTheClientLeaves(String fields) throws Exception {
		Socket socket = this.client.open(fields, "hang");
		await().until(() -> this.server.requestsRunning() == 1);
		assertThat(this.server.kvCacheUsage()).isEqualTo(0.01);
		socket.close();
		await().until(() -> this.server.requestsRunning() == 0);
		assertThat(this.server.kvCacheUsage()).isZero();
		await().until(() -> this.server.requestsCancelled() == 1);
		assertThat(this.client.metric(
				"vllm:request_success_total{engine=\"0\",model_name=\"simulated-model\",finished_reason=\"abort\"}"))
			.isEqualTo(1);
	}

	@Test
	void forgetsAClientThatLeavesTheQueue() throws Exception {
		try (Socket _ = this.client.open("'prompt':'a'", "hang"); Socket _ = this.client.open("'prompt':'b'", "hang")) {
			await().until(() -> this.server.requestsRunning() == 2);
			Socket waiting = this.client.open("'prompt':'c'", "none");
			await().until(() -> this.server.requestsWaiting() == 1);
			waiting.close();
			await().until(() -> this.server.requestsWaiting() == 0);
			await().until(() -> this.server.requestsCancelled() == 1);
			assertThat(this.server.requestsRunning()).isEqualTo(2);
		}
	}

	@Test
	void noticesALeavingInTheMiddleOfAStream() throws Exception {
		try (Socket socket = this.client.open("'prompt':'a','stream':true", "hang-after-chunks=2")) {
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			assertThat(reader.lines().filter((line) -> line.startsWith("data: ")).limit(2).toList()).hasSize(2);
			assertThat(this.server.requestsRunning()).isEqualTo(1);
		}
		await().until(() -> this.server.requestsRunning() == 0 && this.server.requestsCancelled() == 1);
	}

	@Test
	void sendsTheHeadersOfAStreamAheadOfTheFirstToken() throws Exception {
		try (Socket socket = this.client.open("'prompt':'a','stream':true", "hang")) {
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");
		}
	}

	@Test
	void countsNoRequestThatCameToItsEnd() throws Exception {
		assertThat(this.client.complete("a").statusCode()).isEqualTo(200);
		assertThat(this.client.complete("a").statusCode()).isEqualTo(200);
		assertThat(this.server.requestsRunning()).isZero();
		assertThat(this.server.requestsCancelled()).isZero();
	}

	@Test
	void cutsConnectionsWhenClosed() throws Exception {
		try (Socket socket = this.client.open("'prompt':'a'", "hang")) {
			await().until(() -> this.server.requestsRunning() == 1);
			this.server.close();
			socket.setSoTimeout(10_000);
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
	}

	private HttpResponse<String> complete() {
		try {
			return this.client.complete("c");
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
