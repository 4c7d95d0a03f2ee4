package dev.penstock.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Is how long and where is measured.
 *
 * @param experiments names of the experiments to run, in order
 * @param rounds how often each figure is taken; what is reported is the median
 * @param seconds how long each figure is taken
 * @param warm seconds of load of each kind before anything is counted
 * @param only words of which a gateway's label must have one, or none for all
 * @param results the folder to write to
 */
record Settings(List<String> experiments, int rounds, int seconds, int warm, List<String> only, Path results) {

	Settings {
		experiments = List.copyOf(experiments);
		only = List.copyOf(only);
	}

	static Settings parse(String[] arguments, List<String> all, Path results) {
		List<String> experiments = List.of(arguments)
			.stream()
			.filter((argument) -> !argument.startsWith("--"))
			.toList();
		Settings settings = new Settings((experiments.isEmpty() || experiments.contains("all")) ? all : experiments, 3,
				5, 20, List.of(), results);
		for (String argument : arguments) {
			if (argument.startsWith("--")) {
				settings = settings.with(argument);
			}
		}
		return settings;
	}

	private Settings with(String option) {
		int at = option.indexOf('=');
		String value = option.substring(at + 1);
		return switch ((at < 0) ? "" : option.substring(2, at)) {
			case "rounds" -> new Settings(this.experiments, Integer.parseInt(value), this.seconds, this.warm, this.only,
					this.results);
			case "seconds" -> new Settings(this.experiments, this.rounds, Integer.parseInt(value), this.warm, this.only,
					this.results);
			case "warm" -> new Settings(this.experiments, this.rounds, this.seconds, Integer.parseInt(value), this.only,
					this.results);
			case "only" -> new Settings(this.experiments, this.rounds, this.seconds, this.warm,
					List.of(value.split(",")), this.results);
			case "results" ->
				new Settings(this.experiments, this.rounds, this.seconds, this.warm, this.only, Path.of(value));
			default -> throw new IllegalArgumentException("There is no option '" + option
					+ "'; there are --rounds=N, --seconds=N, --warm=N, --only=WORD,WORD and --results=DIR.");
		};
	}

	boolean wants(String label) {
		return this.only.isEmpty() || this.only.stream().anyMatch(label::contains);
	}

	Duration each() {
		return Duration.ofSeconds(this.seconds);
	}

}
