package dev.penstock.example;

import java.nio.charset.StandardCharsets;

import org.reactivestreams.Publisher;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Is a filter as users write them: it tags requests, and responses with their bodies. */
public class TagGatewayFilterFactory extends AbstractGatewayFilterFactory<TagGatewayFilterFactory.Config> {

	/** Creates the factory. */
	public TagGatewayFilterFactory() {
		super(Config.class);
	}

	@Override
	public GatewayFilter apply(Config config) {
		Assert.hasText(config.getTag(), "tag must be given");
		byte[] tag = config.getTag().getBytes(StandardCharsets.UTF_8);
		return new OrderedGatewayFilter((exchange, chain) -> {
			ServerHttpResponseDecorator response = new ServerHttpResponseDecorator(exchange.getResponse()) {
				@Override
				public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
					getHeaders().remove("content-length");
					getHeaders().add("x-tag", config.getTag());
					return super.writeWith(Flux.<DataBuffer>from(body).concatWithValues(bufferFactory().wrap(tag)));
				}
			};
			return chain.filter(exchange.mutate()
				.request((request) -> request.header("x-tag", config.getTag()))
				.response(response)
				.build());
		}, NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1);
	}

	/** Configures the filter. */
	public static class Config {

		private String tag = "";

		public String getTag() {
			return this.tag;
		}

		public void setTag(String tag) {
			this.tag = tag;
		}

	}

}
