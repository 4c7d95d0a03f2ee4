package dev.penstock.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import dev.penstock.app.faults.FaultyPicker.Transport;
import dev.penstock.app.faults.HashingModelServer.Delivery;
import dev.penstock.app.faults.PickerFault.BodySize;
import dev.penstock.app.faults.PickerFault.Limit;
import dev.penstock.app.harness.CapturedLog;
import dev.penstock.app.harness.Site;
import dev.penstock.app.harness.TestGateway;
import dev.penstock.testkit.picker.PickerExchange;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sends the requests of the fault matrix and keeps what was seen of each. Pools with
 * different faults are asked at the same time, each pool's requests one after the other.
 */
final class FaultMatrix implements AutoCloseable {

	/** How many pools are asked at a time. */
	private static final int AT_A_TIME = 4;

	private static final Duration LONG_ENOUGH = Duration.ofSeconds(120);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final byte[] content = new byte[BodySize.LIMIT.bytes()];

	private final Map<BodySize, String> hashes = new EnumMap<>(BodySize.class);

	private final HashingModelServer other = HashingModelServer.start();

	/** The endpoint that pickers name unless their fault is to name another. */
	private final HashingModelServer named = HashingModelServer.start();

	private final List<TestGateway> gateways = new ArrayList<>();

	private final Map<Lane, FaultyPicker> pickers = new HashMap<>();

	private final Map<Case, CompletableFuture<Observation>> observations = new HashMap<>();

	private final ExecutorService executor = Executors.newFixedThreadPool(AT_A_TIME);

	FaultMatrix() {
		new Random(4).nextBytes(this.content);
		for (BodySize size : BodySize.values()) {
			this.hashes.put(size, HashingModelServer.hash(Arrays.copyOf(this.content, size.bytes())));
		}
		cases().forEach((one) -> this.observations.put(one, new CompletableFuture<>()));
	}

	/**
	 * Returns all cases.
	 * @return the cases, in the order of the table
	 */
	static Stream<Case> cases() {
		return lanes().flatMap((lane) -> Stream.of(BodySize.values())
			.filter((size) -> lane.fault().happensWith(size))
			// The longest body on the default transport only, for the sake of time.
			.filter((size) -> size != BodySize.LIMIT || lane.transport() == Transport.TLS)
			.map((size) -> new Case(lane, size)));
	}

	private static Stream<Lane> lanes() {
		return Stream.of(PickerFault.values())

			.flatMap((fault) -> Stream.of(FailureMode.values())
				.flatMap((mode) -> Stream.of(Transport.values()).map((transport) -> new Lane(fault, mode, transport))));
	}

	/** Starts everything; requests go on in the background. */
	void start() {
		// All gateways first: each that starts sets logging up anew, and lines get lost.
		Map<Limit, Site> sites = new EnumMap<>(Limit.class);
		Stream.of(Limit.values()).forEach((limit) -> sites.put(limit, start(limit)));
		sites.forEach((limit, site) -> lanes(limit).forEach((lane) -> this.executor.execute(
				() -> cases().filter((one) -> one.lane().equals(lane)).forEach((one) -> observe(one, site.port())))));
	}

	private static List<Lane> lanes(Limit limit) {
		return lanes().filter((lane) -> lane.fault().limit() == limit).toList();
	}

	private Site start(Limit limit) {
		List<Lane> lanes = lanes(limit);
		lanes.forEach((lane) -> this.pickers.put(lane,
				FaultyPicker.start(lane.fault(), lane.transport(), this.named.authority())));
		TestGateway gateway = TestGateway.start(List.of(), limit.settings());
		this.gateways.add(gateway);
		await().atMost(TestGateway.PATIENCE).until(() -> gateway.generation() >= 0);
		Site site = gateway.site();
		site.apply(manifests(site, lanes));
		return site;
	}

	private String[] manifests(Site site, List<Lane> lanes) {
		List<String> manifests = new ArrayList<>();
		manifests.add(site.gateway());
		manifests.add(site.pod("model-servers", "127.0.0.1", "True"));
		for (Lane lane : lanes) {
			String picker = "picker-" + lane.name();
			manifests.add(site.route(lane.name(), site
				.rule("{path: {type: PathPrefix, value: /%s}}".formatted(lane.name()), site.poolRef(lane.name()))));
			manifests.add(site.pool(lane.name(), "endpointPickerRef: {name: %s, port: {number: 80}, failureMode: %s}"
				.formatted(picker, lane.mode().word()), this.other.port(), this.named.port()));
			int[] replicas = (lane.fault().presence() == PickerFault.Presence.NONE) ? new int[0]
					: new int[] { picker(lane).port() };
			manifests.add(site.service(picker, lane.transport().appProtocol(), replicas));
		}
		return manifests.toArray(String[]::new);
	}

	private FaultyPicker picker(Lane lane) {
		FaultyPicker picker = this.pickers.get(lane);
		if (picker == null) {
			throw new IllegalStateException("no picker for " + lane);
		}
		return picker;
	}

	private void observe(Case one, int port) {
		CompletableFuture<Observation> observation = observation(one);
		try {
			observation.complete(send(one, port));
		}
		catch (RuntimeException | AssertionError ex) {
			observation.completeExceptionally(ex);
		}
	}

	private Observation send(Case one, int port) {
		FaultyPicker picker = picker(one.lane());
		HttpResponse<String> reply = request(one, port);
		List<PickerExchange> exchanges = picker.exchanges();
		await().atMost(LONG_ENOUGH)
			.untilAsserted(
					() -> assertThat(exchanges.stream().map(PickerExchange::end)).as("streams to the picker of %s", one)
						.doesNotContain(PickerExchange.End.OPEN));
		picker.forget();
		List<Delivery> deliveries = Stream.of(this.other, this.named)
			.flatMap((server) -> server.deliveries(one.name()).stream())
			.toList();
		JsonNode line = await("the end of %s, to which the client got %s".formatted(one, reply)).atMost(LONG_ENOUGH)
			.until(() -> logged(one), (found) -> found != null);
		return new Observation(reply, deliveries, exchanges.size(), line.path("failed_open").asString(""));
	}

	private HttpResponse<String> request(Case one, int port) {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + one.lane().name() + "/v1/completions"))
			.timeout(LONG_ENOUGH)
			.header("x-case", one.name())
			.header("x-request-id", one.name());
		if (one.size() != BodySize.NONE) {
			request.POST(HttpRequest.BodyPublishers.ofByteArray(this.content, 0, one.size().bytes()));
		}
		try {
			return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable JsonNode logged(Case one) {
		return CapturedLog.of("penstock.access")
			.stream()
			.filter((line) -> line.contains("\"" + one.name() + "\""))
			.findFirst()
			.map((line) -> JsonMapper.shared().readTree(line))
			.orElse(null);
	}

	/**
	 * Returns what was sent.
	 * @param size the body
	 * @return its SHA-256
	 */
	String hash(BodySize size) {
		return this.hashes.getOrDefault(size, "");
	}

	/**
	 * Returns the endpoint that pickers name if they name one.
	 * @return its address
	 */
	String named() {
		return this.named.authority();
	}

	/**
	 * Waits for what was seen.
	 * @param one the case
	 * @return what was seen of it
	 */
	Observation seen(Case one) {
		return observation(one).join();
	}

	private CompletableFuture<Observation> observation(Case one) {
		CompletableFuture<Observation> observation = this.observations.get(one);
		if (observation == null) {
			throw new IllegalStateException("not a case: " + one);
		}
		return observation;
	}

	/**
	 * Returns the gateways.
	 * @return the gateways
	 */
	List<TestGateway> gateways() {
		return this.gateways;
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
		this.client.shutdownNow();
		this.gateways.forEach(TestGateway::close);
		this.pickers.values().forEach(FaultyPicker::close);
		this.other.close();
		this.named.close();
	}

	/** Is what a pool wants to happen when its picker fails. */
	enum FailureMode {

		FAIL_OPEN("FailOpen"), FAIL_CLOSE("FailClose");

		private final String word;

		FailureMode(String word) {
			this.word = word;
		}

		String word() {
			return this.word;
		}

	}

	/**
	 * Is a pool.
	 *
	 * @param fault what its picker does
	 * @param mode what is to happen then
	 * @param transport what its picker is expected to speak
	 */
	record Lane(PickerFault fault, FailureMode mode, Transport transport) {

		String name() {
			return "%s-%s-%s".formatted(this.fault, this.mode, this.transport)
				.toLowerCase(Locale.ROOT)
				.replace('_', '-');
		}

	}

	/**
	 * Is a request.
	 *
	 * @param lane the pool
	 * @param size its body
	 */
	record Case(Lane lane, BodySize size) {

		String name() {
			return this.lane.name() + "-" + this.size.bytes();
		}

		@Override
		public String toString() {
			return "%s, %s, %s, %s".formatted(this.lane.fault().description(), this.lane.mode().word(),
					this.lane.transport(), this.size.label());
		}

	}

	/**
	 * Is what was seen of a request.
	 *
	 * @param reply what the client got
	 * @param deliveries what model servers got
	 * @param streams how many streams the picker saw
	 * @param failedOpen what the access log gives as the reason for failing open
	 */
	record Observation(HttpResponse<String> reply, List<Delivery> deliveries, int streams, String failedOpen) {

		/**
		 * Describes what the client got.
		 * @return a cell of the table
		 */
		String cell() {
			int status = this.reply.statusCode();
			String reason = header("x-penstock-reason");
			if (reason != null) {
				return "%d `%s`".formatted(status, reason);
			}
			if (this.deliveries.isEmpty()) {
				return "%d, the picker's".formatted(status);
			}
			return this.failedOpen.isEmpty() ? "%d from the endpoint named".formatted(status)
					: "%d, logged as `%s`".formatted(status, this.failedOpen);
		}

		@Nullable String header(String name) {
			return this.reply.headers().firstValue(name).orElse(null);
		}

	}

}
