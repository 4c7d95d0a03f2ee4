package dev.penstock.discovery.source.kube;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.yaml.snakeyaml.Yaml;

/**
 * Lists and watches objects as an API server does: pages, resource versions, bookmarks,
 * selectors. Its faults can be chosen, which those of a complete one can't.
 */
final class FakeApiServer implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	private final KubernetesSerialization json = new KubernetesSerialization();

	/** The objects by path of their kind, then by namespace and name. */
	private final Map<String, SortedMap<String, Map<String, Object>>> objects = new HashMap<>();

	private final List<Change> history = new ArrayList<>();

	private final List<WatchStream> streams = new CopyOnWriteArrayList<>();

	private final Map<String, Integer> refused = new ConcurrentHashMap<>();

	private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private long version = 100;

	private long forgotten;

	private volatile boolean down;

	FakeApiServer() {
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
			.build();
		return new KubernetesClientBuilder().withConfig(config)
			.withHttpClientFactory(new JdkHttpClientFactory())
			.build();
	}

	/** Stores the objects of some YAML, in place of those with their names. */
	void apply(String yaml) {
		new Yaml().loadAll(yaml).forEach((document) -> put(Objects.requireNonNull(content(document))));
	}

	@SuppressWarnings("unchecked")
	static Map<String, Object> content(Object value) {
		return (Map<String, Object>) value;
	}

	private synchronized void put(Map<String, Object> object) {
		Map<String, Object> metadata = content(object.get("metadata"));
		String path = path(object);
		String key = key(metadata);
		boolean there = objects(path).containsKey(key);
		metadata.put("resourceVersion", Long.toString(++this.version));
		metadata.putIfAbsent("generation", 1);
		objects(path).put(key, object);
		record(new Change(this.version, there ? "MODIFIED" : "ADDED", path, object));
	}

	synchronized void delete(String kind, String namespace, String name) {
		ClusterKind of = Objects.requireNonNull(ClusterKind.of(kind));
		for (String version : of.versions()) {
			String path = of.path(version, "");
			Map<String, Object> object = objects(path).remove(namespace + "/" + name);
			if (object != null) {
				Map<String, Object> last = new LinkedHashMap<>(object);
				Map<String, Object> metadata = new LinkedHashMap<>(content(object.get("metadata")));
				metadata.put("resourceVersion", Long.toString(++this.version));
				last.put("metadata", metadata);
				record(new Change(this.version, "DELETED", path, last));
			}
		}
	}

	/**
	 * Answers requests for a plural, or for a path of a plural, with a status from now
	 * on; ends its watches.
	 */
	void refuse(String plural, int status) {
		this.refused.put(plural, status);
		this.streams.stream().filter((stream) -> stream.path.endsWith("/" + plural)).forEach(WatchStream::end);
	}

	void allow(String plural) {
		this.refused.remove(plural);
	}

	/** Keeps lists whose address contains a text waiting until the latch is open. */
	CountDownLatch delay(String text) {
		CountDownLatch gate = new CountDownLatch(1);
		this.gates.put(text, gate);
		return gate;
	}

	/** Breaks all connections and answers nobody until {@link #up()}. */
	void down() {
		this.down = true;
		drop();
	}

	void up() {
		this.down = false;
	}

	/** Breaks the watches. */
	void drop() {
		this.streams.forEach(WatchStream::end);
	}

	/** Forgets what happened, so that nobody can take up a watch where it was. */
	synchronized void forget() {
		this.history.clear();
		this.forgotten = ++this.version;
	}

	/** Tells all watches of the newest version. */
	synchronized void bookmark() {
		this.streams.forEach((stream) -> stream.send(Map.of("type", "BOOKMARK", "object",
				Map.of("metadata", Map.of("resourceVersion", Long.toString(this.version))))));
	}

	/** Ends the watches of a plural by an event that says that they are too old. */
	synchronized void expire(String plural) {
		this.streams.stream().filter((stream) -> stream.path.endsWith("/" + plural)).forEach((stream) -> {
			stream.send(Map.of("type", "ERROR", "object", status(410, "too old resource version")));
			stream.end();
		});
	}

	/** Returns what is watched: the path with namespace and selector, sorted. */
	List<String> watched() {
		return this.streams.stream().map((stream) -> stream.address).sorted().toList();
	}

	/** Returns the requests for lists so far, with their query. */
	List<String> lists() {
		return this.requests.stream().filter((request) -> !request.contains("watch=true")).toList();
	}

	private void record(Change change) {
		this.history.add(change);
		this.streams.forEach((stream) -> stream.offer(change));
	}

	private SortedMap<String, Map<String, Object>> objects(String path) {
		return this.objects.computeIfAbsent(path, (_) -> new TreeMap<>());
	}

	private static String path(Map<String, Object> object) {
		ClusterKind kind = Objects.requireNonNull(ClusterKind.of((String) object.get("kind")));
		String apiVersion = (String) object.get("apiVersion");
		return kind.path(apiVersion.substring(apiVersion.indexOf('/') + 1), "");
	}

	private static String key(Map<String, Object> metadata) {
		return metadata.getOrDefault("namespace", "") + "/" + metadata.get("name");
	}

	private static Map<String, Object> status(int code, String message) {
		return Map.of("kind", "Status", "apiVersion", "v1", "status", "Failure", "code", code, "message", message);
	}

	private void handle(HttpExchange exchange) throws IOException {
		String address = exchange.getRequestURI().toString();
		this.requests.add(address);
		if (this.down) {
			exchange.close();
			return;
		}
		ApiQuery query = ApiQuery.of(exchange);
		Integer refusal = this.refused.getOrDefault(query.plural(), this.refused.get(query.path()));
		if (refusal != null) {
			respond(exchange, refusal, status(refusal, "refused by the test"));
			return;
		}
		if (query.parameters().containsKey("watch")) {
			watch(exchange, query);
			return;
		}
		for (Map.Entry<String, CountDownLatch> gate : Map.copyOf(this.gates).entrySet()) {
			if (URLDecoder.decode(address, StandardCharsets.UTF_8).contains(gate.getKey())) {
				try {
					gate.getValue().await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		}
		respond(exchange, 200, list(query));
	}

	private synchronized Map<String, Object> list(ApiQuery query) {
		List<Map<String, Object>> found = objects(query.path()).values().stream().filter(query::matches).toList();
		int from = Integer.parseInt(query.parameters().getOrDefault("continue", "0"));
		int to = Math.min(found.size(), from + Integer.parseInt(query.parameters().getOrDefault("limit", "500")));
		Map<String, Object> metadata = new HashMap<>(Map.of("resourceVersion", Long.toString(this.version)));
		if (to < found.size()) {
			metadata.put("continue", Integer.toString(to));
		}
		// As for built-in kinds, items have no kind of their own.
		List<Map<String, Object>> items = found.subList(from, to).stream().map((object) -> {
			Map<String, Object> item = new LinkedHashMap<>(object);
			item.keySet().removeAll(Set.of("kind", "apiVersion"));
			return item;
		}).toList();
		return Map.of("kind", "List", "apiVersion", "v1", "metadata", metadata, "items", items);
	}

	private void watch(HttpExchange exchange, ApiQuery query) throws IOException {
		long from = Long.parseLong(query.parameters().getOrDefault("resourceVersion", "0"));
		WatchStream stream;
		synchronized (this) {
			if (from < this.forgotten) {
				respond(exchange, 410, status(410, "too old resource version"));
				return;
			}
			exchange.sendResponseHeaders(200, 0);
			stream = new WatchStream(exchange, query);
			this.history.stream().filter((change) -> change.version > from).forEach(stream::offer);
			this.streams.add(stream);
		}
		stream.flush();
	}

	private void respond(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
		byte[] bytes = this.json.asJson(body).getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(status, bytes.length);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(bytes);
		}
	}

	@Override
	public void close() {
		this.gates.values().forEach(CountDownLatch::countDown);
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private record Change(long version, String type, String path, Map<String, Object> object) {
	}

	/** Is a watch that goes on. */
	private final class WatchStream {

		private final HttpExchange exchange;

		private final ApiQuery query;

		private final String path;

		private final String address;

		private final Set<String> told = ConcurrentHashMap.newKeySet();

		WatchStream(HttpExchange exchange, ApiQuery query) {
			this.exchange = exchange;
			this.query = query;
			this.path = query.path();
			String selector = query.parameters()
				.getOrDefault("fieldSelector", query.parameters().getOrDefault("labelSelector", ""));
			this.address = query.plural() + (query.namespace().isEmpty() ? "" : "/" + query.namespace())
					+ (selector.isEmpty() ? "" : " " + selector);
			synchronized (FakeApiServer.this) {
				objects(this.path).values()
					.stream()
					.filter(query::matches)
					.forEach((object) -> this.told.add(key(content(object.get("metadata")))));
			}
		}

		void offer(Change change) {
			if (!change.path.equals(this.path)) {
				return;
			}
			String key = key(content(change.object.get("metadata")));
			boolean matches = this.query.matches(change.object);
			if (matches && !change.type.equals("DELETED")) {
				send(Map.of("type", this.told.add(key) ? "ADDED" : "MODIFIED", "object", change.object));
			}
			else if (this.told.remove(key) || matches) {
				// An object that no longer matches is as good as gone.
				send(Map.of("type", "DELETED", "object", change.object));
			}
		}

		synchronized void send(Map<String, Object> event) {
			try {
				OutputStream out = this.exchange.getResponseBody();
				out.write((FakeApiServer.this.json.asJson(event) + "\n").getBytes(StandardCharsets.UTF_8));
				out.flush();
			}
			catch (IOException ex) {
				FakeApiServer.this.streams.remove(this);
			}
		}

		synchronized void flush() {
			try {
				this.exchange.getResponseBody().flush();
			}
			catch (IOException ex) {
				FakeApiServer.this.streams.remove(this);
			}
		}

		void end() {
			FakeApiServer.this.streams.remove(this);
			this.exchange.close();
		}

	}

}
