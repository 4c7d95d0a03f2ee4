package dev.penstock.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/** Writes what was found, with the machine and the commit. */
final class Results {

	private final Path root;

	private final Settings settings;

	Results(Path root, Settings settings) {
		this.root = root;
		this.settings = settings;
	}

	/**
	 * Writes a table as JSON and as a plot, and prints it.
	 * @param table the table
	 * @param samples all that the table is made of
	 * @throws IOException if a file can't be written
	 */
	void write(Table table, Map<String, ?> samples) throws IOException {
		Files.createDirectories(this.settings.results());
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("experiment", table.name());
		result.put("title", table.title());
		result.put("commit", output("git", "rev-parse", "HEAD"));
		result.put("changed", !output("git", "status", "--porcelain", "--untracked-files=no").isEmpty());
		result.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
		result.put("machine", machine());
		result.put("rounds", this.settings.rounds());
		result.put("secondsEach", this.settings.seconds());
		result.put("secondsWarm", this.settings.warm());
		result.put("columns", table.columns());
		result.put("rows", table.rows());
		result.put("samples", samples);
		String json = JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(result);
		Files.writeString(file(table, ".json"), json + "\n");
		Files.writeString(file(table, ".svg"), BarChart.svg(table));
		System.out.println("\n" + table.title() + "\n\n" + table.markdown());
	}

	private Path file(Table table, String suffix) {
		return this.settings.results().resolve(table.name() + suffix);
	}

	private Map<String, Object> machine() throws IOException {
		Map<String, Object> machine = new LinkedHashMap<>();
		machine.put("processors", Runtime.getRuntime().availableProcessors());
		machine.put("model", line(Path.of("/proc/cpuinfo"), "model name"));
		machine.put("memory", line(Path.of("/proc/meminfo"), "MemTotal"));
		machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
		machine.put("java", System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.version"));
		Path load = Path.of("/proc/loadavg");
		machine.put("loadAfterwards", Files.exists(load) ? Files.readString(load).strip() : "unknown");
		return machine;
	}

	private static String line(Path file, String key) throws IOException {
		return !Files.exists(file) ? "unknown"
				: Files.readAllLines(file)
					.stream()
					.filter((line) -> line.startsWith(key))
					.map((line) -> line.substring(line.indexOf(':') + 1).strip())
					.findFirst()
					.orElse("unknown");
	}

	private String output(String... command) throws IOException {
		Process process = new ProcessBuilder(command).directory(this.root.toFile())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
	}

}
