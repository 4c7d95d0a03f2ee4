package dev.penstock.testing.scripts;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.penstock.app.command.HelpText;
import dev.penstock.testing.Checkout;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests what the scripts do before a JVM starts. */
@DisabledOnOs(OS.WINDOWS)
class ScriptsTests {

	private static final String PENSTOCK = Checkout.ROOT.resolve("bin/penstock").toString();

	@TempDir
	Path folder;

	static Stream<Path> scripts() {
		return Checkout.files()
			.stream()
			.filter((file) -> Checkout.read(file).startsWith("#!/usr/bin/env bash"))
			.map(Checkout.ROOT::resolve);
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void scriptParsesAndMayBeExecuted(Path script) throws Exception {
		assertThat(run(Map.of(), "bash", "-n", script.toString())).isEqualTo(new Result(0, "", ""));
		assertThat(script).isExecutable();
	}

	@Test
	void helpListsTheCommands() throws Exception {
		Result result = run(Map.of(), PENSTOCK, "--help");
		assertThat(result.exitCode()).isZero();
		assertThat(result.err()).isEmpty();
		assertThat(result.out()).contains("demo", "standalone --manifests=DIR", "check DIR", "version",
				"PENSTOCK_JAVA_OPTS");
	}

	@ParameterizedTest
	@ValueSource(strings = { "demo", "standalone", "check", "version" })
	void everyCommandHasHelpThatNeedsNoJava(String command) throws Exception {
		Result result = run(without25(), PENSTOCK, command, "--help");
		assertThat(result.exitCode()).isZero();
		assertThat(result.out()).contains("Usage: penstock " + command);
	}

	@ParameterizedTest
	@ValueSource(strings = { "standalone", "controller", "proxy", "check", "version" })
	void helpIsWhatTheJarPrints(String command) throws Exception {
		assertThat(run(Map.of(), PENSTOCK, command, "--help").out()).isEqualTo(HelpText.of(command));
	}

	@Test
	void noCommandPrintsHelpAndFails() throws Exception {
		Result result = run(Map.of(), PENSTOCK);
		assertThat(result.exitCode()).isEqualTo(2);
		assertThat(result.err()).contains("Usage: penstock COMMAND");
	}

	@Test
	void unknownCommandIsNamed() throws Exception {
		assertThat(run(Map.of(), PENSTOCK, "serve")).isEqualTo(
				new Result(2, "", "penstock: there is no command 'serve': 'penstock --help' lists the commands.\n"));
	}

	@Test
	void argumentOfTheDemoThatIsNoSettingIsNamed() throws Exception {
		Result result = run(Map.of(), PENSTOCK, "demo", "8090");
		assertThat(result.exitCode()).isEqualTo(2);
		assertThat(result.err()).contains("'8090'").hasLineCount(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "demo", "standalone", "check", "version", "controller", "proxy" })
	void withoutAJdk25OneSentenceSaysWhatToDo(String command) throws Exception {
		assertThat(run(without25(), PENSTOCK, command)).isEqualTo(new Result(1, "",
				"penstock: Penstock needs a JDK of version 25 or later and found only 17, 21: install one and set JAVA_HOME to its folder.\n"));
	}

	@Test
	void findsAJdkInAFolderWhoseOthersAreTooOld() throws Exception {
		Map<String, String> environment = without25();
		jdk(this.folder.resolve("jdks/temurin-25"), "25.0.1");
		Result result = run(environment, copyWithJars().toString(), "check", "--a=b", "c d");
		assertThat(result).isEqualTo(new Result(0, "check --a=b c d \n", ""));
	}

	@Test
	void demoNamesAPortThatIsInUse() throws Exception {
		Map<String, String> environment = without25();
		jdk(this.folder.resolve("jdks/temurin-25"), "25");
		try (ServerSocket _ = takePort(8203)) {
			Result result = run(environment, copyWithJars().toString(), "demo");
			assertThat(result.exitCode()).isEqualTo(1);
			assertThat(result.err()).matches("penstock: port 8\\d+ on 127.0.0.1 is in use.*\\n");
		}
	}

	@Test
	void jarThatIsMissingAndMayNotBeBuiltIsNamed() throws Exception {
		Map<String, String> environment = new HashMap<>(without25());
		environment.put("PENSTOCK_BUILD", "never");
		jdk(this.folder.resolve("jdks/temurin-25"), "25");
		Path copy = copyWithJars();
		Files.delete(this.folder.resolve("copy/gateway-app/target/gateway-app.jar"));
		Result result = run(environment, copy.toString(), "version");
		assertThat(result.exitCode()).isEqualTo(1);
		assertThat(result.err()).startsWith("penstock: gateway-app is not built").hasLineCount(1);
	}

	@Test
	void worksThroughASymbolicLink() throws Exception {
		Map<String, String> environment = without25();
		jdk(this.folder.resolve("jdks/temurin-25"), "25");
		Path link = Files.createSymbolicLink(this.folder.resolve("link"), copyWithJars());
		assertThat(run(environment, link.toString(), "version")).isEqualTo(new Result(0, "version \n", ""));
	}

	/** An environment whose newest Java is 21. */
	private Map<String, String> without25() throws IOException {
		Path home = this.folder.resolve("home");
		jdk(home, "17.0.15");
		jdk(this.folder.resolve("jdks/temurin-21"), "21.0.2");
		return Map.of("JAVA_HOME", "", "PATH", home.resolve("bin") + ":" + System.getenv("PATH"), "PENSTOCK_JDKS",
				this.folder.resolve("jdks").toString());
	}

	/** A Java that prints the arguments that follow the jar. */
	private static void jdk(Path home, String version) throws IOException {
		Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
		Files.writeString(java, """
				#!/usr/bin/env bash
				while [[ $1 != -jar ]]; do shift; done
				shift 2
				printf '%s ' "$@" && echo
				""");
		assertThat(java.toFile().setExecutable(true)).isTrue();
		Files.writeString(home.resolve("release"), "JAVA_VERSION_DATE=\"2025\"\nJAVA_VERSION=\"" + version + "\"\n");
	}

	/** Listens, unless another process does already. */
	private static @Nullable ServerSocket takePort(int port) throws IOException {
		try {
			return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
		}
		catch (BindException ex) {
			return null;
		}
	}

	private Path copyWithJars() throws IOException {
		Path copy = Files.createDirectories(this.folder.resolve("copy/bin")).resolve("penstock");
		Files.copy(Path.of(PENSTOCK), copy);
		Path jar = this.folder.resolve("copy/gateway-app/target/gateway-app.jar");
		Files.createDirectories(jar.getParent());
		Files.createFile(jar);
		return copy;
	}

	private Result run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
		Path out = this.folder.resolve("out");
		Path err = this.folder.resolve("err");
		ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectOutput(out.toFile())
			.redirectError(err.toFile());
		builder.environment().putAll(environment);
		Process process = builder.start();
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ended", List.of(command)).isTrue();
		return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
	}

	private record Result(int exitCode, String out, String err) {
	}

}
