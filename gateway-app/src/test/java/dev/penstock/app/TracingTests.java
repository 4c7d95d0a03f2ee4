package dev.penstock.app;

import java.util.List;
import java.util.Map;

import dev.penstock.app.harness.CapturedLog;
import dev.penstock.app.harness.Client;
import dev.penstock.app.harness.ControlledUpstream;
import dev.penstock.app.harness.Received;
import dev.penstock.app.harness.Reply;
import dev.penstock.app.harness.Running;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.filters.observe.RequestTracing;
import dev.penstock.testkit.picker.Fault;
import dev.penstock.testkit.picker.FakeEndpointPicker;
import dev.penstock.testkit.picker.Point;
import dev.penstock.testkit.picker.Script;
import io.grpc.Status;
import io.netty.handler.codec.http.HttpMethod;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests what traces tell of requests. */
class TracingTests {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String CLIENTS_SPAN = "b7ad6b7169203331";

	private static TestGateway gateway;

	private static InMemorySpanExporter exporter;

	private static ControlledUpstream upstream;

	private static FakeEndpointPicker picker;

	private static Site site;

	@BeforeAll
	static void start() {
		upstream = ControlledUpstream.named("answer");
		picker = FakeEndpointPicker.start(picking());
		gateway = TestGateway.start(List.of(Exporter.class),
				Map.of("management.opentelemetry.enabled", true, "management.tracing.sampling.probability", 1.0,
						"management.opentelemetry.tracing.export.schedule-delay", "20ms"));
		exporter = gateway.context().getBean(InMemorySpanExporter.class);
		site = gateway.site();
		site.applyPickedPool(picker.port(), "FailClose", upstream.port());
	}

	@AfterAll
	static void stop() {
		gateway.close();
		picker.close();
		upstream.close();
	}

	@BeforeEach
	void forget() {
		picker.follow(picking());
		picker.forget();
		upstream.forget();
		exporter.reset();
	}

	private static Script picking() {
		return Script.picking("127.0.0.1:" + upstream.port());
	}

	@Test
	void clientsTraceGoesOnAtThePickerAndAtTheModelServer() {
		Client.http1(site.port())
			.post("/x", "{}", "traceparent", parent("01"), "tracestate", "one=1", "tracestate", "two=2", "baggage",
					"user=a%20b;p=1");
		List<SpanData> spans = spans(2);
		SpanData request = span(spans, SpanKind.SERVER);
		SpanData pick = span(spans, SpanKind.CLIENT);
		assertThat(request.getTraceId()).isEqualTo(TRACE);
		assertThat(request.getParentSpanId()).isEqualTo(CLIENTS_SPAN);
		assertThat(pick.getTraceId()).isEqualTo(TRACE);
		assertThat(pick.getParentSpanId()).isEqualTo(request.getSpanId());
		Received received = upstream.next();
		assertThat(received.header("traceparent")).containsExactly("00-" + TRACE + "-" + request.getSpanId() + "-01");
		assertThat(received.header("tracestate")).containsExactly("one=1,two=2");
		assertThat(received.header("baggage")).containsExactly("user=a%20b;p=1");
		assertThat(picker.lastExchange().requestHeaders())
			.containsEntry("traceparent", "00-" + TRACE + "-" + pick.getSpanId() + "-01")
			.containsEntry("tracestate", "one=1,two=2")
			.containsEntry("baggage", "user=a%20b;p=1");
	}

	@Test
	void spansTellWhatBecameOfTheRequest() {
		Client.http1(site.port()).post("/secret?key=1", "{}");
		List<SpanData> spans = spans(2);
		SpanData request = span(spans, SpanKind.SERVER);
		assertThat(request.getName()).isEqualTo("POST " + site.namespace() + "/all/0");
		assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
		assertThat(request.getAttributes().get(AttributeKey.longKey("http.response.status_code"))).isEqualTo(200);
		assertThat(text(request, "penstock.backend")).isEqualTo(site.namespace() + "/pool");
		assertThat(text(request, "penstock.endpoint")).isEqualTo("127.0.0.1:" + upstream.port());
		assertThat(request.getAttributes().asMap().values().toString()).doesNotContain("secret");
		assertThat(text(span(spans, SpanKind.CLIENT), "penstock.pick.outcome")).isEqualTo("picked");
	}

	@Test
	void requestWithoutATraceBeginsOneThatTheAccessLogNames() {
		Client.http1(site.port()).post("/begins", "{}");
		SpanData request = span(spans(2), SpanKind.SERVER);
		assertThat(request.getParentSpanContext().isValid()).isFalse();
		await().untilAsserted(() -> assertThat(CapturedLog.of("penstock.access")).anySatisfy((line) -> assertThat(line)
			.contains("\"path\":\"/begins\"", "\"trace_id\":\"" + request.getTraceId() + "\"")));
	}

	@Test
	void traceThatIsNotSampledGoesOnWithoutSpans() {
		Client.http1(site.port()).post("/x", "{}", "traceparent", parent("00"));
		String passed = upstream.next().header("traceparent").getFirst();
		assertThat(passed).startsWith("00-" + TRACE + "-").endsWith("-00");
		assertThat(picker.lastExchange().requestHeaders().get("traceparent")).startsWith("00-" + TRACE + "-")
			.endsWith("-00")
			.isNotEqualTo(passed);
		// Of a request that came later there are spans, of this one there are none.
		Client.http1(site.port()).post("/x", "{}");
		assertThat(spans(2)).noneMatch((span) -> span.getTraceId().equals(TRACE));
	}

	@Test
	void invalidParentBeginsANewTraceWithoutItsState() {
		Client.http1(site.port()).post("/x", "{}", "traceparent", "00-nonsense", "tracestate", "one=1");
		SpanData request = span(spans(2), SpanKind.SERVER);
		Received received = upstream.next();
		assertThat(received.header("traceparent")).singleElement()
			.asString()
			.startsWith("00-" + request.getTraceId() + "-" + request.getSpanId() + "-");
		assertThat(received.header("tracestate")).isEmpty();
	}

	@Test
	void pickersFailureIsAnErrorOfBothSpans() {
		picker.follow(picking().at(Point.REQUEST_HEADERS, new Fault.GrpcError(Status.INTERNAL)));
		Reply reply = Client.http1(site.port()).post("/x", "{}");
		assertThat(reply.status()).isEqualTo(503);
		List<SpanData> spans = spans(2);
		assertThat(spans).allSatisfy((span) -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR))
			.allSatisfy((span) -> assertThat(text(span, "error.type")).isEqualTo("picker_error"));
		assertThat(text(span(spans, SpanKind.CLIENT), "penstock.pick.outcome")).isEqualTo("picker_error");
		assertThat(text(span(spans, SpanKind.SERVER), "penstock.reason")).isEqualTo("picker_error");
	}

	@Test
	void errorOfTheModelServerIsAnErrorOfTheRequest() {
		try (ControlledUpstream failing = ControlledUpstream.start((received) -> received.answer(503, "busy"))) {
			Site other = gateway.site();
			other.applyPool(failing);
			assertThat(Client.http1(other.port()).post("/x", "{}").status()).isEqualTo(503);
			SpanData request = spans(1).getFirst();
			assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(text(request, "error.type")).isEqualTo("503");
			assertThat(request.getAttributes().get(AttributeKey.longKey("http.response.status_code"))).isEqualTo(503);
		}
	}

	@Test
	void responseThatBreaksOffIsAnErrorOfTheRequest() {
		try (ControlledUpstream breaking = ControlledUpstream.start()) {
			Site other = gateway.site();
			other.applyPool(breaking);
			Running running = Client.http1(other.port()).open(HttpMethod.GET, "/x", null);
			Received received = breaking.next();
			received.respond(200);
			received.chunk("begun");
			assertThat(running.chunk()).isEqualTo("begun");
			received.hangUp();
			assertThat(running.end()).as("how the response fails").isNotNull();
			SpanData request = spans(1).getFirst();
			assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(text(request, "error.type")).isEqualTo("upstream_reset");
			assertThat(text(request, "penstock.reason")).isEqualTo("upstream_reset");
			assertThat(request.getAttributes().get(AttributeKey.longKey("http.response.status_code"))).isEqualTo(200);
		}
	}

	@Test
	void clientThatLeavesDuringThePickEndsBothSpans() {
		picker.follow(picking().at(Point.REQUEST_HEADERS, new Fault.Hang()));
		Running running = Client.http1(site.port()).open(HttpMethod.GET, "/x", null);
		await().until(() -> !picker.exchanges().isEmpty());
		running.leave();
		List<SpanData> spans = spans(2);
		assertThat(text(span(spans, SpanKind.SERVER), "penstock.reason")).isEqualTo("client_left");
		assertThat(text(span(spans, SpanKind.CLIENT), "penstock.pick.outcome")).isEqualTo("undecided");
	}

	@Test
	void requestThatNoRuleServesHasASpan() {
		Site other = gateway.site();
		other.apply(other.gateway(),
				other.route("some", other.rule("{path: {type: PathPrefix, value: /some}}", other.poolRef("pool"))),
				other.pool("pool", upstream.port()), other.pod("pod", "127.0.0.1", "True"));
		assertThat(Client.http1(other.port()).get("/none").status()).isEqualTo(404);
		SpanData request = spans(1).getFirst();
		assertThat(request.getName()).isEqualTo("GET");
		assertThat(request.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
	}

	@Test
	void gatewayWithoutAnExporterPassesTheClientsTraceOnUntouched() {
		assertThat(TestGateway.shared().context().getBeanProvider(RequestTracing.class).stream()).isEmpty();
		Site untraced = TestGateway.shared().site();
		untraced.applyPickedPool(picker.port(), "FailClose", upstream.port());
		Client.http1(untraced.port()).post("/x", "{}", "traceparent", parent("01"), "tracestate", "one=1");
		Received received = upstream.next();
		assertThat(received.header("traceparent")).containsExactly(parent("01"));
		assertThat(received.header("tracestate")).containsExactly("one=1");
		assertThat(picker.lastExchange().requestHeaders()).containsEntry("traceparent", parent("01"));
		Client.http1(untraced.port()).post("/x", "{}");
		assertThat(upstream.next().header("traceparent")).isEmpty();
	}

	private static String parent(String flags) {
		return "00-" + TRACE + "-" + CLIENTS_SPAN + "-" + flags;
	}

	private static List<SpanData> spans(int number) {
		return await().until(exporter::getFinishedSpanItems, (spans) -> spans.size() == number);
	}

	private static SpanData span(List<SpanData> spans, SpanKind kind) {
		return spans.stream().filter((span) -> span.getKind() == kind).findFirst().orElseThrow();
	}

	private static String text(SpanData span, String name) {
		return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(name)));
	}

	static class Exporter {

		@Bean
		InMemorySpanExporter inMemorySpanExporter() {
			return InMemorySpanExporter.create();
		}

	}

}
