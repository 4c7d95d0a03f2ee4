package dev.penstock.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.source.file.ManifestCatalog;
import dev.penstock.discovery.translate.Translation;
import dev.penstock.discovery.translate.TranslationSettings;
import dev.penstock.discovery.translate.Translator;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Translates all resources to a routing table, as each change of one has it done. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TranslationBenchmark {

	/** How many HTTPRoutes there are, each with five rules and a host name. */
	@Param({ "1", "1000" })
	public int routes;

	private @Nullable ClusterSnapshot snapshot;

	private final Translator translator = new Translator(
			new TranslationSettings(TranslationSettings.CONTROLLER_NAME, new TreeSet<>(List.of("penstock"))));

	/**
	 * Reads the resources.
	 * @throws IOException if they can't be written before
	 */
	@Setup
	public void read() throws IOException {
		Path folder = Path.of("testing/benchmark/target/routes").toAbsolutePath();
		Routes written = Routes.write(folder.resolve("jmh-" + this.routes), 18085, this.routes, 5);
		this.snapshot = ClusterSnapshot.of(1, ManifestCatalog.read(written.folder()).resources().values());
	}

	/**
	 * Translates.
	 * @return the table and the statuses
	 */
	@Benchmark
	public @Nullable Translation translate() {
		ClusterSnapshot known = this.snapshot;
		return (known != null) ? this.translator.translate(known) : null;
	}

}
