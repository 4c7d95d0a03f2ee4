package dev.penstock.demo;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Exception;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class H2cTests {

	private static final String BODY = "{\"model\":\"simulated-model\",\"prompt\":\"Hi\",\"stream\":true}";

	private final SimulatedModelServer server = SimulatedModelServer.start(Settings.builder().instant().build());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void streamsOverHttp2AndOverHttp11OnTheSamePort() throws Exception {
		String body = Objects.requireNonNull(stream(null).collectList().map((parts) -> String.join("", parts)).block());
		assertThat(body).endsWith("data: [DONE]\n\n");
		assertThat(ApiClient.events(body)).hasSize(16);
		assertThat(this.server.lastRequests().getLast().protocol()).startsWith("HTTP/2");
		assertThat(this.server.lastRequests().getLast().bodyLength()).isEqualTo(BODY.length());
		new ApiClient(this.server).get("/health");
		assertThat(this.server.lastRequests().getLast().protocol()).isEqualTo("HTTP/1.1");
	}

	@Test
	void freesTheSlotWhenTheClientResetsTheStream() {
		Disposable asking = stream("hang").subscribe();
		await().until(() -> this.server.requestsRunning() == 1);
		asking.dispose();
		await().until(() -> this.server.requestsRunning() == 0 && this.server.requestsCancelled() == 1);
	}

	@Test
	void resetsOnlyTheStream() {
		assertThatThrownBy(() -> stream("reset-before-headers").blockLast()).satisfiesAnyOf(
				(ex) -> assertThat(ex).hasRootCauseInstanceOf(Http2Exception.class),
				(ex) -> assertThat(ex).hasMessageContaining("prematurely closed"),
				(ex) -> assertThat(ex).hasMessageContaining("reset"));
		assertThatThrownBy(() -> stream("reset-after-chunks=3").blockLast());
		assertThat(stream(null).collectList().block()).isNotEmpty();
	}

	private Flux<String> stream(@Nullable String fault) {
		HttpClient client = HttpClient.newConnection().protocol(HttpProtocol.H2C);
		return client.headers((headers) -> {
			if (fault != null) {
				headers.set(Fault.HEADER, fault);
			}
		})
			.post()
			.uri(this.server.url() + "/v1/completions")
			.send(ByteBufFlux.fromInbound(Mono.fromSupplier(() -> Unpooled.copiedBuffer(BODY, StandardCharsets.UTF_8))))
			.responseContent()
			.asString();
	}

}
