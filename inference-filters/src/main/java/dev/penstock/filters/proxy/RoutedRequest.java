package dev.penstock.filters.proxy;

import java.io.IOException;

import dev.penstock.filters.error.ReasonCode;
import dev.penstock.filters.error.RefusedRequestException;
import dev.penstock.filters.observe.RequestJournal;
import dev.penstock.filters.pick.EndpointPicker;
import dev.penstock.filters.pick.HeaderMutation;
import dev.penstock.filters.pick.ImmediateAnswer;
import dev.penstock.filters.pick.PickConversation;
import dev.penstock.filters.pick.PickInterruptedException;
import dev.penstock.filters.pick.ResponseDecision;
import dev.penstock.filters.pick.ResponseHead;
import dev.penstock.filters.pick.ResponseTrailers;
import dev.penstock.filters.pool.Candidates;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.FailurePolicy;
import dev.penstock.filters.pool.PickerView;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.proxy.EndpointAttempts.AfterReset;
import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.upstream.BodyBuffer;
import dev.penstock.filters.upstream.GatewayHeaders;
import dev.penstock.filters.upstream.RequestBody;
import dev.penstock.filters.upstream.UpstreamClient;
import dev.penstock.filters.upstream.UpstreamRequest;
import dev.penstock.filters.upstream.UpstreamResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Is one request on its way to a backend and back, with all that must be given up when it
 * ends. {@link #run} ends when the response's head is known and set; the body is then
 * {@link #responseBody()}.
 */
final class RoutedRequest {

	static final String ATTRIBUTE = RoutedRequest.class.getName();

	private final ServerWebExchange exchange;

	private final RequestJournal journal;

	private final BackendView backend;

	private final ProxySettings settings;

	private final RuleView rule;

	private final EndpointAttempts attempts;

	private final CandidateOrder order;

	private final ClientBody body;

	private final UpstreamClient client;

	private final boolean webSocket;

	private final @Nullable Deadline requestDeadline;

	private volatile @Nullable UpstreamResponse response;

	private @Nullable PickedRequest picked;

	/** The body of a request that may be sent again, where no picker sees it. */
	private @Nullable BodyBuffer held;

	/** The response whose body the client gets, if it is an endpoint's. */
	private volatile @Nullable UpstreamResponse passedOn;

	private final ResponseEnd trailers = new ResponseEnd();

	private Flux<ByteBuf> responseBody = Flux.empty();

	private volatile boolean closed;

	RoutedRequest(ServerWebExchange exchange, RuleView rule, BackendView backend, UpstreamClient client,
			ProxySettings settings) {
		this.exchange = exchange;
		this.rule = rule;
		this.backend = backend;
		this.settings = settings;
		this.journal = NativeExchange.journal(exchange);
		this.body = new ClientBody(exchange.getRequest(), this.journal, settings.maxRequestBody());
		EventExecutor executor = NativeExchange.executor(exchange);
		this.client = client;
		this.webSocket = WebSocketTunnel.isWanted(exchange.getRequest());
		this.order = new CandidateOrder(rule.retry(), settings.attempts());
		this.attempts = new EndpointAttempts(client, rule, this.journal, executor);
		this.requestDeadline = Deadline.start(rule.requestTimeout(),
				"rule " + rule.id() + " allows " + rule.requestTimeout() + " for a request", executor);
	}

	/**
	 * Sends the request and sets the response's status and headers.
	 * @param picker asks pools' endpoint pickers
	 * @return ends when the head is set; fails with a {@link RefusedRequestException}
	 */
	Mono<Void> run(EndpointPicker picker) {
		if (this.body.isTooLarge()) {
			return Mono.error(this.body.tooLarge());
		}
		return Deadline.apply(this.requestDeadline, switch (this.backend.target()) {
			case BackendView.Target.Pool target -> viaPool(target.pool().get(), picker);
			case BackendView.Target.Service target -> viaService(target.name(), target.endpoints().get());
			case BackendView.Target.Unresolved target -> refuse(ReasonCode.INVALID_BACKEND, target.message());
		});
	}

	private Mono<Void> viaService(String name, EndpointGroup group) {
		this.journal.backend(name);
		String refusal = group.refusal();
		if (refusal != null) {
			return refuse(ReasonCode.INVALID_BACKEND, refusal);
		}
		if (group.endpoints().isEmpty()) {
			return refuse(ReasonCode.NO_READY_ENDPOINT, "Service " + name + " has no ready endpoint");
		}
		return stream(group);
	}

	private Mono<Void> viaPool(PoolView pool, EndpointPicker picker) {
		this.journal.backend(pool.qualifiedName());
		boolean anyone = pool.picker() instanceof PickerView.ExtProc
				&& this.settings.unknownEndpoints() == UnknownEndpoints.ALLOW;
		if (pool.group().endpoints().isEmpty() && !anyone) {
			return refuse(ReasonCode.NO_READY_ENDPOINT,
					"InferencePool " + pool.qualifiedName() + " has no ready endpoint");
		}
		return switch (pool.picker()) {
			case PickerView.BuiltIn _ -> stream(pool.group());
			case PickerView.Unusable unusable -> {
				if (unusable.failurePolicy() == FailurePolicy.CLOSED) {
					yield refuse(ReasonCode.PICKER_UNAVAILABLE, unusable.message());
				}
				this.journal.failedOpen(ReasonCode.PICKER_UNAVAILABLE, unusable.message());
				yield stream(pool.group());
			}
			case PickerView.ExtProc extProc -> {
				PickedRequest request = new PickedRequest(this, pool, extProc.failurePolicy());
				this.picked = request;
				yield request.run(picker);
			}
		};
	}

	/**
	 * Sends the request to the endpoint with the least to do: its body as it comes, or
	 * held until it is complete where the rule lets the request be sent again.
	 */
	private Mono<Void> stream(EndpointGroup group) {
		if (!this.body.isPresent()) {
			return toLeastBusy(group, RequestBody.NONE);
		}
		if (this.rule.retry() == null) {
			return toLeastBusy(group,
					new RequestBody.Streamed(this.body.announcedLength(), this.body.content(), this.body::trailers));
		}
		BodyBuffer buffer = new BodyBuffer();
		this.held = buffer;
		return this.body.content().doOnNext(buffer::append).then(Mono.defer(() -> {
			buffer.complete(this.body.trailers());
			return toLeastBusy(group, new RequestBody.Buffered(buffer));
		}));
	}

	private Mono<Void> toLeastBusy(EndpointGroup group, RequestBody body) {
		UpstreamRequest request = NativeExchange.request(this.exchange, this.backend, group.protocol(), body);
		if (isWebSocket()) {
			return tunnel(this.order.leastRequests(group), group, request);
		}
		return send(this.order.leastRequests(group), group, request).flatMap((received) -> {
			releaseHeld();
			return begin(received, null);
		});
	}

	boolean isWebSocket() {
		return this.webSocket;
	}

	Mono<Void> tunnel(Candidates candidates, EndpointGroup group, UpstreamRequest request) {
		return new WebSocketTunnel(this, this.client).run(candidates, group, request);
	}

	/** A WebSocket is open, to which no time limit applies. */
	void opened() {
		Deadline.cancel(this.requestDeadline);
	}

	CandidateOrder order() {
		return this.order;
	}

	ClientBody clientBody() {
		return this.body;
	}

	Mono<UpstreamResponse> send(Candidates candidates, EndpointGroup group, UpstreamRequest request) {
		return this.attempts.send(candidates, group, request,
				(this.picked != null) ? AfterReset.TRY_NEXT : AfterReset.GIVE_UP);
	}

	/**
	 * Sets the response's head from what an endpoint sent, as far as the picker lets it.
	 * @param received the response of the endpoint
	 * @param observer the picker, if it wants to see the response
	 * @return ends when the head is set
	 */
	Mono<Void> begin(UpstreamResponse received, @Nullable PickConversation observer) {
		this.response = received;
		if (this.closed) {
			received.close();
			return Mono.empty();
		}
		if (observer == null || !observer.observesResponse()) {
			setHead(received.status(), received.headers());
			this.passedOn = received;
			this.responseBody = received.body();
			return Mono.empty();
		}
		boolean noBody = hasNoBody(received);
		String served = this.attempts.served();
		ResponseHead head = new ResponseHead(received.status(), GatewayHeaders.view(received.headers()));
		return observer.responseHeaders(head, served, noBody).doOnNext((decision) -> {
			switch (decision) {
				case ResponseDecision.Replaced replaced -> answer(replaced.answer());
				case ResponseDecision.Continue next -> {
					GatewayHeaders.apply(next.headers(), GatewayHeaders.view(received.headers()));
					setHead(received.status(), received.headers());
					if (next.body() != null) {
						RequestBody body = new RequestBody.Replaced(next.body(), null);
						this.exchange.getResponse().getHeaders().setContentLength(body.length());
						received.close();
						this.responseBody = body.content();
					}
					else {
						if (next.mayAlterBody() && !noBody) {
							this.exchange.getResponse().getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
						}
						this.passedOn = received;
						this.responseBody = observer.responseBody(received.body(), this.trailers)
							.onErrorMap(PickInterruptedException.class, RoutedRequest::interrupted);
					}
				}
			}
		}).then();
	}

	/** A picker broke the response off, which is no fault of the gateway's. */
	private static RefusedRequestException interrupted(PickInterruptedException failure) {
		return new RefusedRequestException(ReasonCode.PICKER_ERROR, String.valueOf(failure.getMessage()));
	}

	private boolean hasNoBody(UpstreamResponse received) {
		return received.status() == 204 || received.status() == 304
				|| HttpMethod.HEAD.equals(this.exchange.getRequest().getMethod())
				|| "0".equals(received.headers().get(HttpHeaders.CONTENT_LENGTH));
	}

	void setHead(int status, io.netty.handler.codec.http.HttpHeaders received) {
		ServerHttpResponse target = this.exchange.getResponse();
		target.setStatusCode(HttpStatusCode.valueOf(status));
		HttpHeaders headers = target.getHeaders();
		GatewayHeaders.copyResponse(received, headers::add);
		this.backend.responseHeaders().apply(headers);
	}

	/**
	 * Answers with what the picker gave; a request at an endpoint is ended.
	 * @param answer the answer
	 */
	void answer(ImmediateAnswer answer) {
		UpstreamResponse received = this.response;
		if (received != null) {
			received.close();
		}
		ServerHttpResponse target = this.exchange.getResponse();
		target.setStatusCode(HttpStatusCode.valueOf(answer.status()));
		GatewayHeaders.apply(answer.headers(), target.getHeaders());
		target.getHeaders().setContentLength(answer.body().remaining());
		this.passedOn = null;
		this.responseBody = Flux.just(Unpooled.wrappedBuffer(answer.body().duplicate()));
	}

	/**
	 * Returns the body to write.
	 * @return buffers that become the subscriber's
	 */
	Flux<ByteBuf> responseBody() {
		Flux<ByteBuf> body = this.responseBody.onErrorMap(IOException.class, this::brokeOff)
			.doOnNext(this.journal::responsePart);
		return this.attempts.limit(Deadline.apply(this.requestDeadline, body)).doOnCancel(this.journal::aborted);
	}

	/**
	 * Tells, before the body is subscribed to, whether the response can be written in one
	 * piece.
	 * @return whether all of it is here, or is with the picker
	 */
	boolean isWhole() {
		UpstreamResponse received = this.passedOn;
		return received != null && received.isWhole();
	}

	/**
	 * Returns the trailers to write.
	 * @return what an endpoint sent after the body, or null before the body is complete
	 */
	io.netty.handler.codec.http.@Nullable HttpHeaders trailers() {
		io.netty.handler.codec.http.HttpHeaders edited = this.trailers.edited;
		UpstreamResponse received = this.passedOn;
		return (edited != null) ? edited : (received != null) ? received.trailers() : null;
	}

	private RefusedRequestException brokeOff(IOException failure) {
		return new RefusedRequestException(ReasonCode.UPSTREAM_RESET,
				"the response of endpoint " + this.attempts.served() + " broke off: " + failure.getMessage());
	}

	<T> Mono<T> refuse(ReasonCode reason, String message) {
		return Mono.error(new RefusedRequestException(reason, message));
	}

	ServerWebExchange exchange() {
		return this.exchange;
	}

	ProxySettings settings() {
		return this.settings;
	}

	RequestJournal journal() {
		return this.journal;
	}

	BackendView backend() {
		return this.backend;
	}

	/** Gives up everything. May be called often. */
	void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		Deadline.cancel(this.requestDeadline);
		this.attempts.close();
		releaseHeld();
		if (this.picked != null) {
			this.picked.close();
		}
		UpstreamResponse received = this.response;
		if (received != null) {
			received.close();
		}
	}

	private void releaseHeld() {
		if (this.held != null) {
			this.held.release();
		}
	}

	/** Lets a picker see and change what follows the response's body. */
	private final class ResponseEnd implements ResponseTrailers {

		private volatile io.netty.handler.codec.http.@Nullable HttpHeaders edited;

		@Override
		public @Nullable HttpHeaders received() {
			io.netty.handler.codec.http.HttpHeaders current = trailers();
			return (current != null) ? GatewayHeaders.view(current) : null;
		}

		@Override
		public void edit(HeaderMutation mutation) {
			io.netty.handler.codec.http.HttpHeaders current = trailers();
			if (current != null && !mutation.operations().isEmpty()) {
				io.netty.handler.codec.http.HttpHeaders copy = current.copy();
				GatewayHeaders.apply(mutation, GatewayHeaders.view(copy));
				this.edited = copy;
			}
		}

	}

}
