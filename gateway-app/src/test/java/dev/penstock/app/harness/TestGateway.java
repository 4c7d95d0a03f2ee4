package dev.penstock.app.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.penstock.app.PenstockApplication;
import dev.penstock.app.listener.GatewaySockets;
import dev.penstock.app.routing.ActiveTable;
import dev.penstock.app.routing.RouteActivation;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Is the whole application, in this process, with a folder of manifests of its own.
 */
public final class TestGateway implements AutoCloseable {

	/** Is how long tests wait for something that should happen soon. */
	public static final Duration PATIENCE = Duration.ofSeconds(15);

	private static final HttpClient MANAGEMENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	static {
		Awaitility.setDefaultTimeout(PATIENCE);
		Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
	}

	private static final AtomicInteger SITES = new AtomicInteger();

	private final Path folder;

	private final ConfigurableApplicationContext context;

	private TestGateway(Path folder, ConfigurableApplicationContext context) {
		this.folder = folder;
		this.context = context;
	}

	/**
	 * Returns the one gateway that most tests share, each with a {@link Site} of its own.
	 * It ends with the process.
	 * @return the gateway
	 */
	public static TestGateway shared() {
		return Shared.GATEWAY;
	}

	/**
	 * Starts a gateway and waits for its first table.
	 * @param sources classes with beans that are added to the application
	 * @param properties the properties that differ
	 * @return the running gateway
	 */
	public static TestGateway start(List<Class<?>> sources, Map<String, Object> properties) {
		return start(temporaryFolder(), sources, properties);
	}

	/**
	 * Starts a gateway with a folder that may have manifests already and waits for its
	 * first table.
	 * @param folder the folder
	 * @param sources classes with beans that are added to the application
	 * @param properties the properties that differ
	 * @return the running gateway
	 */
	public static TestGateway start(Path folder, List<Class<?>> sources, Map<String, Object> properties) {
		TestGateway gateway = launch(folder, sources, properties);
		Awaitility.await().until(() -> gateway.generation() >= 0);
		return gateway;
	}

	/**
	 * Starts a gateway and doesn't wait for its first table.
	 * @param sources classes with beans that are added to the application
	 * @param properties the properties that differ
	 * @return the running gateway
	 */
	public static TestGateway startWithoutATable(List<Class<?>> sources, Map<String, Object> properties) {
		return launch(temporaryFolder(), sources, properties);
	}

	private static TestGateway launch(Path folder, List<Class<?>> sources, Map<String, Object> properties) {
		List<Class<?>> all = new ArrayList<>(sources);
		all.add(PenstockApplication.class);
		all.add(KeptReactorResources.class);
		SpringApplication application = new SpringApplication(all.toArray(new Class<?>[0]));
		application.setRegisterShutdownHook(false);
		Map<String, Object> merged = new LinkedHashMap<>();
		merged.put("penstock.standalone.manifests", folder);
		merged.put("management.server.port", 0);
		merged.put("penstock.observe.access-log", "all");
		// By their queries tests tell their own requests from others'.
		merged.put("penstock.observe.access-log-query", true);
		merged.put("penstock.shutdown.delay", "0s");
		merged.put("penstock.shutdown.drain", "1s");
		// On a busy machine no picker may seem to be late.
		merged.put("penstock.ext-proc.body-timeout", "5s");
		merged.put("penstock.ext-proc.response-timeout", "5s");
		merged.putAll(properties);
		List<String> arguments = new ArrayList<>();
		merged.forEach((name, value) -> arguments.add("--" + name + "=" + value));
		return new TestGateway(folder, application.run(arguments.toArray(new String[0])));
	}

	/**
	 * Makes a folder for manifests.
	 * @return the empty folder
	 */
	public static Path temporaryFolder() {
		try {
			return Files.createTempDirectory("penstock-tests");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Makes a place for the manifests of one test: a namespace and a port of its own.
	 * @return the place, still empty
	 */
	public Site site() {
		return new Site(this, "ns" + SITES.incrementAndGet(), Ports.free());
	}

	Path folder() {
		return this.folder;
	}

	/**
	 * Returns the application.
	 * @return its context
	 */
	public ConfigurableApplicationContext context() {
		return this.context;
	}

	/**
	 * Returns the generation of the table that is served.
	 * @return the generation, or -1 before the first table
	 */
	public long generation() {
		ActiveTable active = this.context.getBean(RouteActivation.class).active();
		return (active != null) ? active.table().generation() : -1;
	}

	/**
	 * Counts the requests that are being served.
	 * @return the number, of all sites
	 */
	public int inFlight() {
		return this.context.getBean(GatewaySockets.class).inFlight();
	}

	/**
	 * Counts the requests in flight to all endpoints.
	 * @return the number, of all sites
	 */
	public int inFlightAtEndpoints() {
		ActiveTable active = this.context.getBean(RouteActivation.class).active();
		if (active == null) {
			return 0;
		}
		int pools = active.pools()
			.values()
			.stream()
			.flatMap((pool) -> pool.group().endpoints().stream())
			.mapToInt((endpoint) -> endpoint.inFlight())
			.sum();
		return pools + active.services()
			.values()
			.stream()
			.flatMap((group) -> group.endpoints().stream())
			.mapToInt((endpoint) -> endpoint.inFlight())
			.sum();
	}

	/**
	 * Asks Actuator.
	 * @param path the path after {@code /actuator/}
	 * @return its answer
	 */
	public HttpResponse<String> actuator(String path) {
		String port = this.context.getEnvironment().getRequiredProperty("local.management.port");
		try {
			return MANAGEMENT.send(
					HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + path)).build(),
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

	/**
	 * Asks Actuator for JSON.
	 * @param path the path after {@code /actuator/}
	 * @return its answer
	 */
	public JsonNode actuatorJson(String path) {
		return JsonMapper.shared().readTree(actuator(path).body());
	}

	@Override
	public void close() {
		this.context.close();
		FileSystemUtils.deleteRecursively(this.folder.toFile());
	}

	private static final class Shared {

		static final TestGateway GATEWAY = start(List.of(), Map.of("penstock.proxy.connect-timeout", "5s"));

		static {
			Runtime.getRuntime().addShutdownHook(new Thread(GATEWAY::close));
		}

		private Shared() {
		}

	}

}
