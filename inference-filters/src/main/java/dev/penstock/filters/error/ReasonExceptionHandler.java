package dev.penstock.filters.error;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.factory.SpringCloudCircuitBreakerFilterFactory.CircuitBreakerStatusCodeException;
import org.springframework.cloud.gateway.support.ServiceUnavailableException;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/**
 * Answers requests that the gateway itself ends: the reason's code in the header
 * {@code x-penstock-reason} and in a JSON body of the shape that OpenAI's API has, so
 * that its clients show the message; a gRPC call gets a status of gRPC's instead. Runs
 * before Spring Boot's own handler. A response that has begun can't be replaced: its
 * connection or stream is reset.
 */
public final class ReasonExceptionHandler implements WebExceptionHandler, Ordered {

	/** The header that carries the reason's code. */
	public static final String REASON_HEADER = "x-penstock-reason";

	private static final Logger logger = LoggerFactory.getLogger(ReasonExceptionHandler.class);

	private static final String RETRY_AFTER_SECONDS = "1";

	private final BiConsumer<ServerWebExchange, RefusedRequestException> observer;

	/**
	 * Creates a handler.
	 * @param observer is told of each refusal
	 */
	public ReasonExceptionHandler(BiConsumer<ServerWebExchange, RefusedRequestException> observer) {
		this.observer = observer;
	}

	@Override
	public int getOrder() {
		return -2;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
		if (failure instanceof AbortedException) {
			// The client has left: nobody is there to be answered.
			return Mono.empty();
		}
		RefusedRequestException refusal = refusal(exchange, failure);
		if (refusal == null) {
			return Mono.error(failure);
		}
		this.observer.accept(exchange, refusal);
		ServerHttpResponse response = exchange.getResponse();
		if (response.isCommitted()) {
			return Mono.error(failure);
		}
		ReasonCode reason = refusal.reason();
		response.setStatusCode(HttpStatusCode.valueOf(reason.status()));
		response.getHeaders().clear();
		response.getHeaders().set(REASON_HEADER, reason.code());
		if (reason.status() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
			response.getHeaders().set("retry-after", RETRY_AFTER_SECONDS);
		}
		if (reason == ReasonCode.BAD_REQUEST) {
			// What else comes by the connection can't be trusted either.
			response.getHeaders().set("connection", "close");
		}
		if (reason != ReasonCode.MISDIRECTED && GrpcStatus.isWanted(exchange.getRequest())) {
			// A call that is misdirected is one that the client's HTTP/2 sends elsewhere.
			return GrpcStatus.answer(response, reason, refusal.getMessage());
		}
		if (!HttpMethod.HEAD.equals(exchange.getRequest().getMethod())) {
			// No content comes with HEAD (RFC 9110, section 9.3.2): clients that are told
			// of
			// JSON there try to read some.
			response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
		}
		byte[] body = ErrorBody.json(reason, refusal.getMessage());
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
	}

	private static @Nullable RefusedRequestException refusal(ServerWebExchange exchange, Throwable failure) {
		if (failure instanceof RefusedRequestException refusal) {
			return refusal;
		}
		if (failure instanceof ServiceUnavailableException) {
			return new RefusedRequestException(ReasonCode.CIRCUIT_OPEN, "the rule's circuit breaker is open");
		}
		if (failure instanceof CircuitBreakerStatusCodeException status) {
			return new RefusedRequestException(ReasonCode.CIRCUIT_FAILURE,
					"the backend answered with the status " + status.getStatusCode().value());
		}
		if (failure instanceof ResponseStatusException status) {
			return status.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND) ? new RefusedRequestException(
					ReasonCode.NO_ROUTE,
					"no route matches " + exchange.getRequest().getMethod() + " " + exchange.getRequest().getPath())
					: null;
		}
		logger.error("{} {} failed", exchange.getRequest().getMethod(), exchange.getRequest().getPath(), failure);
		String message = failure.getMessage();
		return new RefusedRequestException(ReasonCode.INTERNAL_ERROR,
				failure.getClass().getSimpleName() + ((message != null) ? ": " + message : ""));
	}

}
