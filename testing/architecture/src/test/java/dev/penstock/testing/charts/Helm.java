package dev.penstock.testing.charts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.penstock.testing.Checkout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs {@code helm}: the one that HELM names, of the PATH, or of the lab.
 */
final class Helm {

	private final List<String> command;

	/**
	 * Creates one.
	 * @param command what to run, with its first arguments
	 */
	Helm(List<String> command) {
		this.command = List.copyOf(command);
	}

	/**
	 * Looks for helm.
	 * @return helm, if there is one
	 */
	static Optional<Helm> find() {
		String named = System.getenv("HELM");
		if (named != null && !named.isBlank()) {
			return Optional.of(new Helm(List.of(named.strip().split("\\s+"))));
		}
		return candidates().filter(Files::isExecutable).findFirst().map((helm) -> new Helm(List.of(helm.toString())));
	}

	private static Stream<Path> candidates() {
		Stream<Path> onPath = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
			.filter((folder) -> !folder.isEmpty())
			.map((folder) -> Path.of(folder, "helm"));
		Stream<Path> ofLab = Stream.of(System.getenv("LAB_HOME"), System.getenv("HOME") + "/.cache/penstock-lab")
			.filter((folder) -> folder != null)
			.map((folder) -> Path.of(folder, "bin/helm"));
		return Stream.concat(onPath, ofLab);
	}

	/**
	 * Runs it, in the root of the working copy.
	 * @param arguments its arguments
	 * @return what it printed and how it ended
	 */
	Result run(List<String> arguments) {
		List<String> line = new ArrayList<>(this.command);
		line.addAll(arguments);
		try {
			Path out = Files.createTempFile("helm", ".out");
			Path err = Files.createTempFile("helm", ".err");
			ProcessBuilder builder = new ProcessBuilder(line).directory(Checkout.ROOT.toFile())
				.redirectOutput(out.toFile())
				.redirectError(err.toFile());
			builder.environment().put("KUBECONFIG", "/dev/null");
			Process process = builder.start();
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ended", line).isTrue();
			Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
			Files.delete(out);
			Files.delete(err);
			return result;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	record Result(int exitCode, String out, String err) {
	}

}
