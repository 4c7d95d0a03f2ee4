package dev.penstock.discovery.status;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.ObservedStatuses;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;

/**
 * Takes writes of statuses as an API server does: only for the version that it has, and
 * with the changes that it makes itself. Tells what it has as a source does, or keeps
 * that to itself.
 */
final class StatusApiServer implements ObservedStatuses, AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final KubernetesSerialization json = new KubernetesSerialization();

	private final Map<ResourceKey, ObservedStatus> objects = new LinkedHashMap<>();

	private final Map<ResourceKey, ObservedStatus> told = new LinkedHashMap<>();

	private final List<Consumer<ResourceKey>> listeners = new CopyOnWriteArrayList<>();

	private final List<String> writes = new CopyOnWriteArrayList<>();

	private final AtomicInteger failures = new AtomicInteger();

	private volatile UnaryOperator<Map<String, Object>> normalisation = UnaryOperator.identity();

	private long version = 100;

	StatusApiServer() {
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

	KubernetesClient client() {
		Config config = new ConfigBuilder(Config.empty())
			.withMasterUrl("http://127.0.0.1:" + this.server.getAddress().getPort() + "/")
			.withRequestRetryBackoffLimit(0)
			.build();
		return new KubernetesClientBuilder().withConfig(config)
			.withHttpClientFactory(new JdkHttpClientFactory())
			.build();
	}

	/** Stores a status and tells of it. */
	void put(ResourceKey key, Map<String, ?> status) {
		putUntold(key, status);
		tell(key);
	}

	/** Stores a status that nobody is told of yet. */
	synchronized void putUntold(ResourceKey key, Map<String, ?> status) {
		this.objects.put(key, new ObservedStatus(Long.toString(++this.version), status));
	}

	/** Tells of what is there. */
	void tell(ResourceKey key) {
		synchronized (this) {
			this.told.put(key, Objects.requireNonNull(this.objects.get(key)));
		}
		this.listeners.forEach((listener) -> listener.accept(key));
	}

	/** Changes each status that is written from now on. */
	void normalise(UnaryOperator<Map<String, Object>> normalisation) {
		this.normalisation = normalisation;
	}

	/** Answers the next writes with an error. */
	void fail(int times) {
		this.failures.set(times);
	}

	/** Returns the writes that were taken or refused, each as address and status code. */
	List<String> writes() {
		return this.writes;
	}

	synchronized Map<String, ?> status(ResourceKey key) {
		return Objects.requireNonNull(this.objects.get(key)).status();
	}

	@Override
	public synchronized @Nullable ObservedStatus observed(ResourceKey key) {
		return this.told.get(key);
	}

	@Override
	public void onChange(Consumer<ResourceKey> listener) {
		this.listeners.add(listener);
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void handle(HttpExchange exchange) throws IOException {
		String[] path = exchange.getRequestURI().getPath().split("/");
		ResourceKey key = new ResourceKey(path[6].equals("httproutes") ? "HTTPRoute" : "InferencePool", path[5],
				path[7]);
		if (exchange.getRequestMethod().equals("GET")) {
			respond(exchange, 200, object(key));
			return;
		}
		int code = write(key, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		this.writes.add(exchange.getRequestMethod() + " " + String.join("/", List.of(path).subList(4, path.length))
				+ " " + code);
		respond(exchange, code, (code == 200) ? object(key)
				: Map.of("kind", "Status", "apiVersion", "v1", "status", "Failure", "code", code));
		if (code == 200) {
			tell(key);
		}
	}

	private synchronized int write(ResourceKey key, String body) {
		if (this.failures.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			return 500;
		}
		Map<String, Object> patch = map(this.json.unmarshal(body, Map.class));
		ObservedStatus there = Objects.requireNonNull(this.objects.get(key));
		if (!there.resourceVersion().equals(map(patch.get("metadata")).get("resourceVersion"))) {
			return 409;
		}
		Map<String, Object> status = new LinkedHashMap<>(there.status());
		status.putAll(map(patch.get("status")));
		this.objects.put(key, new ObservedStatus(Long.toString(++this.version), this.normalisation.apply(status)));
		return 200;
	}

	private synchronized Map<String, Object> object(ResourceKey key) {
		ObservedStatus there = Objects.requireNonNull(this.objects.get(key));
		return Map.of("apiVersion", "gateway.networking.k8s.io/v1", "kind", key.kind(), "metadata",
				Map.of("name", key.name(), "namespace", key.namespace(), "resourceVersion", there.resourceVersion()),
				"status", there.status());
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(@Nullable Object value) {
		return (Map<String, Object>) Objects.requireNonNull(value);
	}

	private void respond(HttpExchange exchange, int code, Map<String, Object> body) throws IOException {
		byte[] bytes = this.json.asJson(body).getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(code, bytes.length);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(bytes);
		}
	}

}
