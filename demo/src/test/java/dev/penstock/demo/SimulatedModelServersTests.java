package dev.penstock.demo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import dev.penstock.demo.engine.EngineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.netty.ChannelBindException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SimulatedModelServersTests {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@Test
	void hasDefaultsForEverything() {
		List<Settings> servers = CommandLine.parse(List.of());
		assertThat(servers).extracting(Settings::name).containsExactly("sim-1", "sim-2", "sim-3");
		assertThat(servers).extracting(Settings::port).containsExactly(8201, 8202, 8203);
		Settings defaults = Settings.builder().listen("127.0.0.1", 8201).requestsKept(0).build();
		assertThat(servers.getFirst()).isEqualTo(defaults);
	}

	@Test
	void readsEveryOption() {
		List<Settings> servers = CommandLine.parse(List.of("--listen=[::1]:0,localhost:9000", "--model=a,b",
				"--lora-adapter=c", "--max-loras=7", "--time-to-first-token=1.5s", "--prefill-time-per-token=3us",
				"--time-per-token=0", "--max-num-seqs=2", "--block-size=32", "--num-gpu-blocks=10",
				"--max-model-len=320", "--fault=delay=5"));
		assertThat(servers).containsExactly(expected("sim-1", "::1", 0), expected("sim-2", "localhost", 9000));
	}

	private static Settings expected(String name, String host, int port) {
		return new Settings(name, host, port, List.of("a", "b"), List.of("c"),
				new EngineSettings(Duration.ofMillis(1500), Duration.ofNanos(3000), Duration.ZERO, 2, 32, 10, 320, 7),
				0, 64 * 1024 * 1024, new Fault.Delay(Duration.ofMillis(5)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "--port=1 | unknown option --port", "x | unknown option x", "--listen | --listen=127.0.0.1:8201",
					"--listen=8201 | HOST:PORT", "--listen=a:70000 | HOST:PORT", "--listen=a:1,a:1 | twice",
					"--listen= | none empty", "--model=a,,b | none empty", "--max-num-seqs=0 | whole number from 1",
					"--max-num-seqs=-1 | whole number from 1", "--max-num-seqs=many | whole number from 1",
					"--time-per-token=10 | such as 50ms", "--time-per-token=-1ms | such as 50ms",
					"--num-gpu-blocks=1 | raise the first", "--fault=maybe | reset-before-headers" })
	void refusesAnOptionAndSaysWhatWouldBeRight(String option, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> CommandLine.parse(List.of(option)))
			.withMessageContaining(message);
		assertThat(run(option)).isEqualTo(2);
		assertThat(this.err.toString(StandardCharsets.UTF_8)).contains(message).hasLineCount(1);
	}

	@Test
	void printsHelpWithEveryOption() {
		assertThat(run("--help")).isZero();
		assertThat(this.out.toString(StandardCharsets.UTF_8)).contains("--listen=", "--model=", "--lora-adapter=",
				"--max-loras=", "--time-to-first-token=", "--prefill-time-per-token=", "--time-per-token=",
				"--max-num-seqs=", "--block-size=", "--num-gpu-blocks=", "--max-model-len=", "--fault=");
	}

	@Test
	void saysWhichAddressIsInUse() {
		try (SimulatedModelServer first = SimulatedModelServer.start(Settings.builder().build())) {
			int port = first.address().getPort();
			assertThat(run("--listen=127.0.0.1:" + port)).isEqualTo(1);
			assertThat(this.err.toString(StandardCharsets.UTF_8)).hasLineCount(1)
				.contains("127.0.0.1:" + port, "in use", "--listen");
		}
	}

	@Test
	void startsSeveralServersOrNone() throws Exception {
		Settings any = Settings.builder().instant().build();
		try (SimulatedModelServers two = SimulatedModelServers.start(List.of(any, any))) {
			assertThat(two.servers()).hasSize(2);
			for (SimulatedModelServer server : two.servers()) {
				assertThat(new ApiClient(server).get("/health").statusCode()).isEqualTo(200);
			}
			int taken = two.servers().getFirst().address().getPort();
			Settings same = Settings.builder().listen("127.0.0.1", taken).build();
			assertThatExceptionOfType(ChannelBindException.class)
				.isThrownBy(() -> SimulatedModelServers.start(List.of(any, same)));
		}
	}

	@Test
	void printsOneLineWhenReady() {
		assertThat(run("--listen=127.0.0.1:0,[::1]:0")).isEqualTo(-1);
		assertThat(this.out.toString(StandardCharsets.UTF_8)).hasLineCount(1)
			.matches(
					"simulated model servers ready: sim-1 http://127\\.0\\.0\\.1:\\d+, sim-2 http://\\[[0:]+1]:\\d+, model simulated-model\\R");
	}

	private int run(String... arguments) {
		return SimulatedModelServers.run(List.of(arguments), new PrintStream(this.out, true, StandardCharsets.UTF_8),
				new PrintStream(this.err, true, StandardCharsets.UTF_8));
	}

}
