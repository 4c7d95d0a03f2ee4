package dev.penstock.demo;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

import dev.penstock.demo.engine.Engine;
import dev.penstock.demo.engine.Engine.LoraSupport;
import dev.penstock.demo.openai.AnswerWriter;
import dev.penstock.demo.openai.ApiError;
import dev.penstock.demo.openai.Endpoint;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Answers the requests of one server: finds the path, checks the method, and does what is
 * wrong on request.
 */
final class ApiHandler implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

	static final String SERVER = "penstock-simulated-model-server";

	static final String SERVED_BY = "x-served-by";

	static final String REQUEST_ID = "x-request-id";

	private static final Map<String, String> METHODS = Map.of("/health", "GET", "/metrics", "GET", "/v1/models", "GET",
			"/v1/completions", "POST", "/v1/chat/completions", "POST");

	private final Settings settings;

	private final Engine engine;

	private final RequestLog log;

	private final GenerationEndpoint generations;

	private final long startedAt = System.currentTimeMillis() / 1000;

	ApiHandler(Settings settings, Engine engine, RequestLog log, AtomicLong cancelled) {
		this.settings = settings;
		this.engine = engine;
		this.log = log;
		this.generations = new GenerationEndpoint(settings, engine, cancelled);
	}

	@Override
	public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
		response.header(HttpHeaderNames.SERVER, SERVER).header(SERVED_BY, this.settings.name());
		String requestId = request.requestHeaders().get(REQUEST_ID);
		if (requestId != null) {
			response.header(REQUEST_ID, requestId);
		}
		return BodyCollector.collect(request, this.settings.maxBodyBytes())
			.flatMap((body) -> received(request, response, body))
			.onErrorResume(BodyCollector.BodyTooLongException.class, (_) -> Answers.error(response,
					ApiError.bodyTooLong(this.settings.maxBodyBytes()), Answers.Connection.CLOSE));
	}

	private Mono<Void> received(HttpServerRequest request, HttpServerResponse response, byte[] body) {
		String path = request.fullPath();
		if (!path.equals("/metrics")) {
			this.log.add(request, body);
		}
		String asked = request.requestHeaders().get(Fault.HEADER);
		Fault fault = (asked != null) ? Fault.parse(asked) : this.settings.fault();
		return switch (fault) {
			case null -> Answers.error(response, ApiError.badRequest(Fault.HEADER,
					"%s is %s but must be %s.".formatted(Fault.HEADER, asked, Fault.SYNTAX)));
			case Fault.ResetBeforeHeaders _ -> Answers.reset(request);
			case Fault.Status(int code) -> Answers.error(response, ApiError.injected(code));
			case Fault.Delay(var time) -> Mono.delay(time, Schedulers.fromExecutor(Answers.eventLoop(request)))
				.then(Mono.defer(() -> dispatch(path, request, response, body, fault)));
			case Fault.None _, Fault.ResetAfter _, Fault.HangAfter _ -> dispatch(path, request, response, body, fault);
		};
	}

	private Mono<Void> dispatch(String path, HttpServerRequest request, HttpServerResponse response, byte[] body,
			Fault fault) {
		String allowed = METHODS.get(path);
		if (allowed == null) {
			return Answers.error(response, ApiError.noSuchPath(path));
		}
		if (!request.method().name().equals(allowed)) {
			response.header(HttpHeaderNames.ALLOW, allowed);
			return Answers.error(response, ApiError.methodNotAllowed(request.method().name(), allowed));
		}
		return switch (path) {
			case "/health" -> Answers.text(response, 200, "text/plain; charset=utf-8", "");
			case "/metrics" -> Answers.text(response, 200, "text/plain; version=0.0.4; charset=utf-8", metrics());
			case "/v1/models" -> Answers.text(response, 200, Answers.JSON, AnswerWriter.models(this.settings.models(),
					this.settings.loraAdapters(), this.startedAt, this.settings.engine().maxModelLen()));
			case "/v1/completions" -> this.generations.answer(Endpoint.COMPLETIONS, request, response, body, fault);
			case "/v1/chat/completions" -> this.generations.answer(Endpoint.CHAT, request, response, body, fault);
			default -> throw new IllegalStateException("%s has a method but no answer".formatted(path));
		};
	}

	private String metrics() {
		LoraSupport lora = this.settings.loraAdapters().isEmpty() ? LoraSupport.OFF : LoraSupport.ON;
		return this.engine.metrics(this.settings.models().getFirst(), lora, System.currentTimeMillis() / 1000.0);
	}

}
