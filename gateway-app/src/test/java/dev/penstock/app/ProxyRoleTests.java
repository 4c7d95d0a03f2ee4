package dev.penstock.app;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.penstock.app.harness.Ports;
import dev.penstock.app.harness.TestGateway;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests the data plane of one Gateway of a cluster. */
class ProxyRoleTests {

	private static final Cluster CLUSTER = new Cluster();

	@Test
	void isReadyWithItsFirstTableAndServesItWhileTheClusterIsAway() throws Exception {
		Map<String, Object> properties = Map.of("penstock.role", "proxy", "penstock.proxy.gateway.namespace", "infra",
				"penstock.proxy.gateway.name", "edge");
		try (CLUSTER; TestGateway gateway = TestGateway.startWithoutATable(List.of(Reached.class), properties)) {
			assertThat(gateway.actuator("health/liveness").statusCode()).isEqualTo(200);
			assertThat(gateway.actuator("health/readiness").statusCode()).isEqualTo(503);
			CLUSTER.away = false;
			await().until(() -> gateway.actuator("health/readiness").statusCode() == 200);
			assertThat(get()).isEqualTo(200);
			assertThat(gateway.actuatorJson("penstock").path("problems")).isEmpty();
			CLUSTER.leave();
			await().until(() -> gateway.actuatorJson("penstock").path("problems").toString().contains("can't be read"));
			assertThat(get()).isEqualTo(200);
			assertThat(gateway.actuator("health/readiness").statusCode()).isEqualTo(200);
		}
	}

	private static int get() throws IOException, InterruptedException {
		try (HttpClient client = HttpClient.newHttpClient()) {
			return client
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + CLUSTER.listenerPort + "/hello")).build(),
						HttpResponse.BodyHandlers.discarding())
				.statusCode();
		}
	}

	/** Is how the application reaches the cluster of the test. */
	@Configuration(proxyBeanMethods = false)
	static class Reached {

		@Bean(destroyMethod = "close")
		@Primary
		KubernetesClient clientOfTheTest() {
			Config config = new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + CLUSTER.port() + "/")
				.build();
			return new KubernetesClientBuilder().withConfig(config).build();
		}

	}

	/** Is an API server that has a few objects, and the server that they lead to. */
	private static final class Cluster implements AutoCloseable {

		private final HttpServer server;

		private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

		private final List<HttpExchange> watches = new CopyOnWriteArrayList<>();

		private final int listenerPort = Ports.free();

		private volatile boolean away = true;

		Cluster() {
			try {
				this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			this.server.setExecutor(this.threads);
			this.server.createContext("/", this::handle);
			this.server.start();
		}

		int port() {
			return this.server.getAddress().getPort();
		}

		void leave() {
			this.away = true;
			this.watches.forEach(HttpExchange::close);
		}

		private void handle(HttpExchange exchange) throws IOException {
			URI uri = exchange.getRequestURI();
			if (uri.getPath().startsWith("/hello")) {
				respond(exchange, 200, "hello");
			}
			else if (this.away) {
				respond(exchange, 503, "{}");
			}
			else if (String.valueOf(uri.getQuery()).contains("watch=true")) {
				exchange.sendResponseHeaders(200, 0);
				exchange.getResponseBody().flush();
				this.watches.add(exchange);
			}
			else {
				respond(exchange, 200, """
						{"metadata": {"resourceVersion": "7"}, "items": [%s]}
						""".formatted(items(uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1))));
			}
		}

		private String items(String plural) {
			return switch (plural) {
				case "gatewayclasses" ->
					"""
							{"metadata": {"name": "penstock"}, "spec": {"controllerName": "penstock.dev/gateway-controller"}}
							""";
				case "gateways" -> """
						{"metadata": {"name": "edge", "namespace": "infra"}, "spec": {"gatewayClassName": "penstock",
						"listeners": [{"name": "http", "port": %d, "protocol": "HTTP"}]}}
						""".formatted(this.listenerPort);
				case "httproutes" -> """
						{"metadata": {"name": "hello", "namespace": "infra"}, "spec": {"parentRefs": [{"name": "edge"}],
						"rules": [{"backendRefs": [{"name": "hello", "port": 80}]}]}}
						""";
				case "services" -> """
						{"metadata": {"name": "hello", "namespace": "infra"}, "spec": {"ports": [{"port": 80}]}}
						""";
				case "endpointslices" -> """
						{"metadata": {"name": "hello-1", "namespace": "infra",
						"labels": {"kubernetes.io/service-name": "hello"}}, "addressType": "IPv4",
						"endpoints": [{"addresses": ["127.0.0.1"]}], "ports": [{"port": %d}]}
						""".formatted(port());
				default -> "";
			};
		}

		private static void respond(HttpExchange exchange, int status, String body) throws IOException {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(status, bytes.length);
			try (OutputStream out = exchange.getResponseBody()) {
				out.write(bytes);
			}
		}

		@Override
		public void close() {
			this.server.stop(0);
			this.threads.shutdownNow();
		}

	}

}
