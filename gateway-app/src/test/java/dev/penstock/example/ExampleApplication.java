package dev.penstock.example;

import java.util.Locale;

import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.filter.factory.rewrite.ModifyRequestBodyGatewayFilterFactory;
import org.springframework.cloud.gateway.filter.factory.rewrite.ModifyResponseBodyGatewayFilterFactory;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Has a bean of each kind that users add. */
public class ExampleApplication {

	@Bean
	GlobalFilter requestHeaderFilter() {
		return (exchange, chain) -> chain
			.filter(exchange.mutate().request((request) -> request.header("x-example", "added")).build());
	}

	@Bean
	GlobalFilter postFilter() {
		return (exchange, chain) -> chain.filter(exchange).then(Mono.just(exchange)).map((done) -> {
			done.getResponse()
				.getHeaders()
				.set("custom-response-header",
						HttpStatus.OK.equals(done.getResponse().getStatusCode()) ? "It worked" : "It did not work");
			return done;
		}).then();
	}

	@Bean
	GlobalFilter responseBodyFilter(ModifyResponseBodyGatewayFilterFactory factory) {
		return new OnPath("/upper-response", NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1,
				factory.apply(new ModifyResponseBodyGatewayFilterFactory.Config().setRewriteFunction(String.class,
						String.class, (exchange, body) -> Mono.just(body.toUpperCase(Locale.ROOT)))));
	}

	@Bean
	GlobalFilter requestBodyFilter(ModifyRequestBodyGatewayFilterFactory factory) {
		return new OnPath("/upper-request", 0,
				factory.apply(new ModifyRequestBodyGatewayFilterFactory.Config().setRewriteFunction(String.class,
						String.class, (exchange, body) -> Mono.just(body.toUpperCase(Locale.ROOT) + "!"))));
	}

	@Bean
	GlobalFilter countingFilter() {
		return new OnPath("/decorated", NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1,
				(exchange, chain) -> chain.filter(exchange.mutate().response(new TaggedResponse(exchange)).build()));
	}

	@Bean
	RouteLocator ownRoutes(RouteLocatorBuilder builder, Environment environment) {
		return builder.routes()
			.route("own",
					(route) -> route.path("/own/**")
						.filters((filters) -> filters.stripPrefix(1))
						.uri(environment.getRequiredProperty("example.uri")))
			.build();
	}

	@Bean
	ExampleController exampleController() {
		return new ExampleController();
	}

	@RestController
	static class ExampleController {

		@GetMapping("/hello")
		String hello() {
			return "Hello from the application";
		}

		@GetMapping("/routed")
		String routed() {
			return "never seen, as a rule serves this path";
		}

	}

	private static final class TaggedResponse extends ServerHttpResponseDecorator {

		TaggedResponse(ServerWebExchange exchange) {
			super(exchange.getResponse());
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			getHeaders().remove("content-length");
			DataBuffer tag = bufferFactory().wrap(new byte[] { '+' });
			return super.writeWith(Flux.<DataBuffer>from(body).concatWithValues(tag));
		}

	}

	/** Applies a filter to one path only. */
	private record OnPath(String path, int order, GatewayFilter filter) implements GlobalFilter, Ordered {

		@Override
		public int getOrder() {
			return this.order;
		}

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
			return exchange.getRequest().getPath().value().equals(this.path) ? this.filter.filter(exchange, chain)
					: chain.filter(exchange);
		}

	}

}
