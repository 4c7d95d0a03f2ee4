package dev.penstock.discovery.source.kube;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.penstock.discovery.source.kube.ReadObject.RawObject;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;

/**
 * Lists and watches objects. Watches are HTTP responses that go on, not web sockets, so
 * that all of them share a connection where the API server speaks HTTP/2.
 */
final class ClusterApi {

	/** How many objects a page of a list has. */
	private static final int PAGE = 500;

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * How long a watch may be silent. API servers send a bookmark about once a minute; a
	 * connection without a sign of life is taken for a dead one.
	 */
	private static final Duration SILENCE = Duration.ofMinutes(3);

	private static final Duration SILENCE_CHECK = Duration.ofSeconds(10);

	private final HttpClient client;

	private final KubernetesSerialization json;

	private final String server;

	ClusterApi(KubernetesClient client) {
		// Whoever asks tries again, with a back-off of its own.
		this.client = client.getHttpClient()
			.newBuilder()
			.tag(new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build())
			.build();
		this.json = client.getKubernetesSerialization();
		String url = client.getMasterUrl().toString();
		this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
	}

	/** Returns where the API server is. */
	String server() {
		return this.server;
	}

	/**
	 * Lists objects, page by page.
	 * @param interest which objects
	 * @param version the version of their kind
	 * @param objects is given each object
	 * @return the resource version of the list
	 */
	String list(Interest interest, String version, Consumer<RawObject> objects)
			throws ApiFailure, InterruptedException {
		String base = this.server + interest.kind().path(version, interest.namespace()) + "?limit=" + PAGE
				+ interest.selection().query();
		String next = "";
		Map<String, ?> metadata;
		do {
			String url = next.isEmpty() ? base : base + "&continue=" + HttpRequest.formURLEncode(next);
			Map<String, ?> page = get(url);
			RawObject.items(page).forEach(objects);
			metadata = RawObject.object(page, "metadata");
			next = (metadata.get("continue") instanceof String token) ? token : "";
		}
		while (!next.isEmpty());
		return (metadata.get("resourceVersion") instanceof String found) ? found : "";
	}

	private Map<String, ?> get(String url) throws ApiFailure, InterruptedException {
		HttpRequest request = this.client.newHttpRequestBuilder()
			.uri(url)
			.timeout(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
			.build();
		CompletableFuture<HttpResponse<byte[]>> sent = this.client.sendAsync(request, byte[].class);
		HttpResponse<byte[]> response = await(sent, REQUEST_TIMEOUT);
		String body = new String(response.body(), StandardCharsets.UTF_8);
		if (!response.isSuccessful()) {
			throw new ApiFailure(response.code(), message(body, response.code()));
		}
		return parse(body);
	}

	/**
	 * Watches objects until the API server or {@code close} ends it, which is no failure.
	 * @param watch what to watch
	 * @param lifetime how long the API server is asked to go on
	 * @param events is given each event, by a thread of the client
	 */
	void watch(Watch watch, Duration lifetime, Taker<Event> events) throws ApiFailure, InterruptedException {
		Interest interest = watch.interest();
		String url = this.server + interest.kind().path(watch.version(), interest.namespace())
				+ "?watch=true&allowWatchBookmarks=true&timeoutSeconds=" + lifetime.toSeconds() + "&resourceVersion="
				+ watch.from() + interest.selection().query();
		HttpRequest request = this.client.newHttpRequestBuilder().uri(url).forStreaming().build();
		AtomicReference<@Nullable Exception> thrown = new AtomicReference<>();
		Lines lines = new Lines((line) -> events.take(event(parse(line))));
		AtomicLong heard = new AtomicLong(System.nanoTime());
		HttpResponse<AsyncBody> response = await(this.client.consumeBytes(request, (buffers, body) -> {
			heard.set(System.nanoTime());
			try {
				lines.add(buffers);
				body.consume();
			}
			catch (ApiFailure | RuntimeException ex) {
				// Over HTTP/2 the client tells no more than that the stream was
				// cancelled.
				thrown.compareAndSet(null, ex);
				body.cancel();
			}
		}), REQUEST_TIMEOUT);
		AsyncBody body = response.body();
		watch.body = body;
		try {
			if (!response.isSuccessful()) {
				lines.collect();
				body.consume();
				await(body.done(), REQUEST_TIMEOUT);
				throw new ApiFailure(response.code(), message(lines.rest(), response.code()));
			}
			if (!watch.closed) {
				body.consume();
				awaitEnd(body, heard, thrown);
			}
		}
		finally {
			body.cancel();
		}
	}

	private static void rethrow(@Nullable Exception thrown) throws ApiFailure {
		switch (thrown) {
			case null -> {
			}
			case ApiFailure failure -> throw failure;
			case RuntimeException failure -> throw failure;
			default -> throw new IllegalStateException(thrown);
		}
	}

	private static void awaitEnd(AsyncBody body, AtomicLong heard, AtomicReference<@Nullable Exception> thrown)
			throws ApiFailure, InterruptedException {
		while (true) {
			try {
				body.done().get(SILENCE_CHECK.toMillis(), TimeUnit.MILLISECONDS);
				rethrow(thrown.get());
				return;
			}
			catch (TimeoutException _) {
				rethrow(thrown.get());
				if (System.nanoTime() - heard.get() > SILENCE.toNanos()) {
					return;
				}
			}
			catch (CancellationException _) {
				rethrow(thrown.get());
				return;
			}
			catch (ExecutionException ex) {
				rethrow(thrown.get());
				throw failure(ex);
			}
		}
	}

	private static <T> T await(CompletableFuture<T> future, Duration timeout) throws ApiFailure, InterruptedException {
		try {
			return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw failure(ex);
		}
		catch (TimeoutException ex) {
			future.cancel(true);
			throw new ApiFailure("no answer within " + timeout.toSeconds() + " s", ex);
		}
		catch (CancellationException ex) {
			throw new ApiFailure("the request was given up", ex);
		}
	}

	private static ApiFailure failure(ExecutionException ex) {
		Throwable cause = ex;
		while (cause.getCause() != null && !(cause instanceof ApiFailure)) {
			cause = cause.getCause();
		}
		if (cause instanceof ApiFailure failure) {
			return failure;
		}
		String message = cause.getMessage();
		return new ApiFailure(
				cause.getClass().getSimpleName() + ((message != null && !message.isEmpty()) ? ": " + message : ""),
				cause);
	}

	@SuppressWarnings("unchecked")
	private Map<String, ?> parse(String text) {
		return this.json.unmarshal(text, Map.class);
	}

	/** Returns what a Status object says, or what there is instead of one. */
	private String message(String body, int code) {
		if (body.startsWith("{")) {
			try {
				if (parse(body).get("message") instanceof String text && !text.isEmpty()) {
					return text;
				}
			}
			catch (RuntimeException _) {
				// Then it says nothing.
			}
		}
		return "status " + code;
	}

	private static Event event(Map<String, ?> line) {
		String type = (line.get("type") instanceof String text) ? text : "";
		return new Event(type, new RawObject(RawObject.object(line, "object")));
	}

	/**
	 * Takes what a watch brings.
	 *
	 * @param <T> what it takes
	 */
	@FunctionalInterface
	interface Taker<T> {

		/** Takes it, or ends the watch by a failure. */
		void take(T item) throws ApiFailure;

	}

	/**
	 * Is an event of a watch.
	 *
	 * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK} or
	 * {@code ERROR}
	 * @param object the object; a Status if it is an error
	 */
	record Event(String type, RawObject object) {
	}

	/** Is a watch that can be ended. */
	static final class Watch implements AutoCloseable {

		private final Interest interest;

		private final String version;

		private final String from;

		private volatile @Nullable AsyncBody body;

		private volatile boolean closed;

		Watch(Interest interest, String version, String from) {
			this.interest = interest;
			this.version = version;
			this.from = from;
		}

		Interest interest() {
			return this.interest;
		}

		String version() {
			return this.version;
		}

		String from() {
			return this.from;
		}

		@Override
		public void close() {
			this.closed = true;
			AsyncBody current = this.body;
			if (current != null) {
				current.cancel();
			}
		}

	}

	/** Puts lines together from pieces. Used by one thread at a time. */
	private static final class Lines {

		private final Taker<String> taker;

		private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

		private boolean collecting;

		Lines(Taker<String> taker) {
			this.taker = taker;
		}

		void add(List<ByteBuffer> buffers) throws ApiFailure {
			for (String line : complete(buffers)) {
				this.taker.take(line);
			}
		}

		private synchronized List<String> complete(List<ByteBuffer> buffers) {
			List<String> lines = new ArrayList<>();
			for (ByteBuffer buffer : buffers) {
				while (buffer.hasRemaining()) {
					byte next = buffer.get();
					if (next == '\n' && !this.collecting) {
						lines.add(this.pending.toString(StandardCharsets.UTF_8));
						this.pending.reset();
					}
					else {
						this.pending.write(next);
					}
				}
			}
			lines.removeIf(String::isBlank);
			return lines;
		}

		/** Takes all that comes for one text, without an end. */
		synchronized void collect() {
			this.collecting = true;
		}

		synchronized String rest() {
			return this.pending.toString(StandardCharsets.UTF_8);
		}

	}

}
