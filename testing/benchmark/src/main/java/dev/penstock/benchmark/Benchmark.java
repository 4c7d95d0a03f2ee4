package dev.penstock.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

/** Is the command that measures gateways side by side, on loopback. */
public final class Benchmark {

	private static final List<String> ALL = List.of("compare", "half-rate", "memory", "routes", "open-streams",
			"start");

	private static final Pattern VERSION = Pattern.compile("<artifactId>penstock</artifactId>\\s*<version>([^<]+)<");

	private Benchmark() {
	}

	/**
	 * Runs experiments and writes what they found.
	 * @param arguments experiments and options
	 * @throws IOException if a result can't be written
	 */
	public static void main(String[] arguments) throws IOException {
		Path root = Path.of("").toAbsolutePath();
		Settings settings;
		try {
			settings = Settings.parse(arguments, ALL, root.resolve("testing/benchmark/results/" + version(root)));
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.exit(2);
			return;
		}
		EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		for (String experiment : settings.experiments()) {
			try (Processes processes = new Processes(root)) {
				run(experiment, new Experiments(processes, settings, new Results(root, settings), loops));
			}
		}
		System.exit(0);
	}

	private static void run(String name, Experiments experiments) throws IOException {
		switch (name) {
			case "compare" -> experiments.compare();
			case "half-rate" -> experiments.half();
			case "memory" -> experiments.memory();
			case "routes" -> experiments.routes();
			case "open-streams" -> experiments.streams();
			case "start" -> experiments.start();
			default -> {
				System.err.println("There is no experiment '" + name + "'; there are " + String.join(", ", ALL) + ".");
				System.exit(2);
			}
		}
	}

	private static String version(Path root) throws IOException {
		Matcher version = VERSION.matcher(Files.readString(root.resolve("pom.xml")));
		return version.find() ? version.group(1) : "unknown";
	}

}
