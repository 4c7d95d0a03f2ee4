package dev.penstock.filters.proxy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.penstock.filters.pick.EndpointPicker;
import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.route.WeightedBackends;
import dev.penstock.filters.upstream.BodyBuffer;
import dev.penstock.filters.upstream.UpstreamClient;
import io.netty.buffer.ByteBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sends copies of requests to further backends. A copy is sent when the original's body
 * has been read by whoever serves the original, as a request of its own: "Responses from
 * mirrored requests MUST be ignored" (Gateway API, {@code HTTPRequestMirrorFilter}), and
 * whatever goes wrong with it is logged and forgotten. The original waits for nothing.
 */
public final class RequestMirrors {

	private static final Logger logger = LoggerFactory.getLogger(RequestMirrors.class);

	private final UpstreamClient client;

	private final EndpointPicker picker;

	private final ProxySettings proxy;

	private final MirrorSettings settings;

	private final AtomicInteger inFlight = new AtomicInteger();

	/**
	 * Creates an object that mirrors.
	 * @param client sends requests to endpoints
	 * @param picker asks pools' endpoint pickers
	 * @param proxy how requests are proxied
	 * @param settings how they are mirrored
	 */
	public RequestMirrors(UpstreamClient client, EndpointPicker picker, ProxySettings proxy, MirrorSettings settings) {
		this.client = client;
		this.picker = picker;
		this.proxy = proxy;
		this.settings = settings;
	}

	/**
	 * Mirrors a request and passes it on.
	 * @param exchange the request
	 * @param chain the rest of its way
	 * @param rule the rule that serves it
	 * @param backend where the copy goes
	 * @return what the rest returns
	 */
	Mono<Void> mirror(ServerWebExchange exchange, GatewayFilterChain chain, RuleView rule, BackendView backend) {
		if (this.inFlight.incrementAndGet() > this.settings.maxInFlight()) {
			this.inFlight.decrementAndGet();
			logger.debug("Rule {} has too many mirrored requests in flight; one is not mirrored", rule.id());
			return chain.filter(exchange);
		}
		Copy copy = new Copy(exchange, rule, backend);
		ClientBody body = new ClientBody(exchange.getRequest(), NativeExchange.journal(exchange),
				this.settings.maxRequestBody());
		if (!body.isPresent()) {
			copy.complete();
			return chain.filter(exchange);
		}
		if (body.isTooLarge()) {
			copy.drop("its body is too long");
			return chain.filter(exchange);
		}
		TappedRequest tapped = new TappedRequest(exchange.getRequest(), copy);
		return chain.filter(exchange.mutate().request(tapped).build()).doFinally((_) -> tapped.routed());
	}

	/** Is a copy, which gathers the body and is then sent, or is dropped. */
	private final class Copy implements TappedRequest.Tap {

		private final ServerWebExchange original;

		private final ServerHttpRequest head;

		private final RuleView rule;

		private final BackendView backend;

		private final long announced;

		private final BodyBuffer body = new BodyBuffer();

		private final AtomicBoolean decided = new AtomicBoolean();

		Copy(ServerWebExchange original, RuleView rule, BackendView backend) {
			this.original = original;
			this.head = original.getRequest();
			this.announced = this.head.getHeaders().getContentLength();
			this.rule = new RuleView(rule.id() + "/mirror", rule.route(), new WeightedBackends(List.of()),
					RequestMirrors.this.settings.timeout(), null, null, List.of(), Map.of());
			this.backend = backend;
		}

		@Override
		public void part(ByteBuf part) {
			if (this.decided.get()) {
				return;
			}
			if (this.body.length() + part.readableBytes() > RequestMirrors.this.settings.maxRequestBody()) {
				drop("its body is too long");
				return;
			}
			this.body.append(part.retainedDuplicate());
			if (this.body.length() == this.announced) {
				// Who serves the original may answer now and not look for the end.
				complete();
			}
		}

		@Override
		public void complete() {
			if (this.decided.compareAndSet(false, true)) {
				send();
			}
		}

		@Override
		public void abandoned() {
			drop("its body was not read to the end");
		}

		void drop(String why) {
			if (this.decided.compareAndSet(false, true)) {
				logger.debug("A request is not mirrored by {}: {}", this.rule.id(), why);
				ended();
			}
		}

		private void send() {
			RoutedRequest routed;
			try {
				routed = new RoutedRequest(MirrorExchange.of(this.original, this.head, this.body), this.rule,
						this.backend, RequestMirrors.this.client, RequestMirrors.this.proxy);
			}
			catch (RuntimeException ex) {
				failed(ex);
				ended();
				return;
			}
			Mono.defer(() -> routed.run(RequestMirrors.this.picker))
				.thenMany(Flux.defer(routed::responseBody))
				.doOnNext(ByteBuf::release)
				.doFinally((_) -> {
					routed.close();
					ended();
				})
				.subscribe((_) -> {
				}, this::failed);
		}

		private void failed(Throwable failure) {
			logger.debug("A request that was mirrored by {} failed: {}", this.rule.id(), failure.toString());
		}

		private void ended() {
			this.body.release();
			RequestMirrors.this.inFlight.decrementAndGet();
		}

	}

}
