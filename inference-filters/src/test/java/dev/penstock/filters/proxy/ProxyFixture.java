package dev.penstock.filters.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.penstock.filters.error.ReasonExceptionHandler;
import dev.penstock.filters.extproc.ExtProcEndpointPicker;
import dev.penstock.filters.extproc.ExtProcSettings;
import dev.penstock.filters.extproc.PickerChannels;
import dev.penstock.filters.pool.EndpointGroup;
import dev.penstock.filters.pool.FailurePolicy;
import dev.penstock.filters.pool.PickerView;
import dev.penstock.filters.pool.PickerView.PickerTransport;
import dev.penstock.filters.pool.PoolView;
import dev.penstock.filters.pool.Slot;
import dev.penstock.filters.pool.UpstreamEndpoint;
import dev.penstock.filters.pool.UpstreamProtocol;
import dev.penstock.filters.route.BackendView;
import dev.penstock.filters.route.HeaderEdits;
import dev.penstock.filters.route.RetryPolicy;
import dev.penstock.filters.route.RuleView;
import dev.penstock.filters.route.WeightedBackends;
import dev.penstock.filters.upstream.UpstreamClient;
import dev.penstock.filters.upstream.UpstreamSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** Proxies on the loopback interface by the filters of this package, with one rule. */
final class ProxyFixture implements AutoCloseable {

	private static final ExtProcSettings PATIENT = new ExtProcSettings(Duration.ofSeconds(10), Duration.ofSeconds(10),
			Duration.ofSeconds(10), Duration.ofSeconds(10), 100, ExtProcSettings.DEFAULTS.maxHeldBytes());

	private final LoopResources loops = LoopResources.create("proxy-test", 2, true);

	private final UpstreamClient upstream = new UpstreamClient(
			new UpstreamSettings(Duration.ofSeconds(10), Duration.ofSeconds(10)), this.loops);

	private final PickerChannels channels = new PickerChannels(PATIENT,
			this.loops.onServer(LoopResources.DEFAULT_NATIVE));

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final RuleView rule;

	private final DisposableServer server;

	ProxyFixture(BackendView.Target target, @Nullable RetryPolicy retry, @Nullable Duration requestTimeout,
			@Nullable Duration backendTimeout) {
		this(target, retry, requestTimeout, backendTimeout, UnknownEndpoints.REFUSE);
	}

	ProxyFixture(BackendView.Target target, @Nullable RetryPolicy retry, @Nullable Duration requestTimeout,
			@Nullable Duration backendTimeout, UnknownEndpoints unknownEndpoints) {
		this.rule = new RuleView("default/r/0", "default/r",
				new WeightedBackends(
						List.of(new BackendView(1, target, HeaderEdits.NONE, HeaderEdits.NONE, List.of()))),
				requestTimeout, backendTimeout, retry, List.of(), Map.of());
		if (target instanceof BackendView.Target.Pool pool
				&& pool.pool().get().picker() instanceof PickerView.ExtProc picker) {
			this.channels.update(List.of(picker));
			this.channels.ready().orTimeout(10, TimeUnit.SECONDS).join();
		}
		BackendResponseFilter response = new BackendResponseFilter();
		BackendRoutingFilter routing = new BackendRoutingFilter(this.upstream,
				new ExtProcEndpointPicker(this.channels, PATIENT),
				new ProxySettings(32 * 1024 * 1024, 3, unknownEndpoints));
		WebHandler handler = (exchange) -> {
			exchange.getAttributes().put(RuleView.ATTRIBUTE, this.rule);
			return response.filter(exchange, (routed) -> routing.filter(routed, (_) -> Mono.empty()));
		};
		this.server = HttpServer.create()
			.host("127.0.0.1")
			.port(0)
			.runOn(this.loops)
			.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
			.handle(new ReactorHttpHandlerAdapter(WebHttpHandlerBuilder.webHandler(handler)
				.exceptionHandler(new ReasonExceptionHandler(ProxyFixture::ignore))
				.build()))
			.bindNow();
	}

	private static void ignore(ServerWebExchange exchange, RuntimeException refusal) {
		// Only the answer counts.
	}

	static ProxyFixture toService(EndpointGroup endpoints, @Nullable RetryPolicy retry) {
		return new ProxyFixture(service(endpoints), retry, null, null);
	}

	static BackendView.Target service(EndpointGroup endpoints) {
		return new BackendView.Target.Service("default/echo:80", new Slot<>(endpoints));
	}

	static ProxyFixture toPool(EndpointGroup endpoints, int pickerPort, @Nullable RetryPolicy retry) {
		return new ProxyFixture(pool(endpoints, pickerPort), retry, null, null);
	}

	static BackendView.Target pool(EndpointGroup endpoints, int pickerPort) {
		EndpointGroup replicas = new EndpointGroup(UpstreamProtocol.H2C,
				List.of(new UpstreamEndpoint("127.0.0.1", pickerPort, "epp")));
		PickerView picker = new PickerView.ExtProc("default/epp:9002", replicas, PickerTransport.PLAINTEXT,
				FailurePolicy.CLOSED);
		return new BackendView.Target.Pool(new Slot<>(new PoolView("default", "llm", endpoints, picker)));
	}

	int port() {
		return this.server.port();
	}

	HttpResponse<String> get() {
		return send(HttpRequest.newBuilder(uri()).GET());
	}

	HttpResponse<String> post(byte[] body) {
		return send(HttpRequest.newBuilder(uri()).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
	}

	private URI uri() {
		return URI.create("http://127.0.0.1:" + port() + "/v1/completions");
	}

	private HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.client.send(request.timeout(Duration.ofSeconds(20)).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.client.close();
		this.server.disposeNow();
		this.upstream.close();
		this.channels.close();
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(10));
	}

}
