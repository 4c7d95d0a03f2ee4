package dev.penstock.discovery.source.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.penstock.discovery.resource.ConfigMap;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.snapshot.SnapshotStore;
import dev.penstock.discovery.source.file.ManifestDirectorySource.Timing;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests what depends on when writes happen, with times that no busy machine reaches. */
class ManifestDirectoryTimingTests {

	private static final Duration NEVER = Duration.ofHours(1);

	private static final Timing PATIENT = new Timing(Duration.ofSeconds(1), Duration.ofSeconds(1), NEVER, NEVER, NEVER);

	@TempDir
	private Path temp;

	private Path folder;

	private final SnapshotStore store = new SnapshotStore();

	/** What the store held after each batch, as {@code name=value}. */
	private final List<List<String>> batches = new CopyOnWriteArrayList<>();

	private ManifestDirectorySource source;

	@BeforeEach
	void createFolder() throws IOException {
		this.folder = Files.createDirectory(this.temp.resolve("manifests"));
	}

	@AfterEach
	void stop() {
		this.source.stop();
	}

	@Test
	void aSlowWriteIsReadWhenItEnds() throws IOException {
		write("a.yaml", config("a", "1"));
		start(new FolderWatch(this.folder.getFileSystem()), PATIENT);
		String text = config("a", "2") + "---\n" + config("b", "2") + "---\n" + config("c", "2");
		try (OutputStream out = Files.newOutputStream(this.folder.resolve("a.yaml"))) {
			for (String line : text.split("(?<=\n)")) {
				out.write(line.getBytes(StandardCharsets.UTF_8));
				out.flush();
			}
		}
		awaitObjects("a=2", "b=2", "c=2");
		assertThat(this.batches).containsExactly(List.of("a=1"), List.of("a=2", "b=2", "c=2"));
	}

	@Test
	void writesToSeveralFilesAreOneChange() throws IOException {
		start(new FolderWatch(this.folder.getFileSystem()), PATIENT);
		List<String> all = new ArrayList<>();
		for (int i = 100; i < 150; i++) {
			write("f" + i + ".yaml", config("a" + i, "1"));
			all.add("a" + i + "=1");
		}
		awaitObjects(all.toArray(String[]::new));
		assertThat(this.batches).containsExactly(List.of(), all);
	}

	@Test
	void aChangeThatDoesNotEndIsReadNevertheless() throws IOException {
		start(new FolderWatch(this.folder.getFileSystem()),
				new Timing(NEVER, NEVER, Duration.ofMillis(100), NEVER, NEVER));
		write("a.yaml", config("a", "1"));
		awaitObjects("a=1");
	}

	@Test
	void aFileThatIsEmptiedWaitsToBeFilledAgain() throws IOException {
		write("a.yaml", config("a", "1"));
		start(new FolderWatch(this.folder.getFileSystem()),
				new Timing(Duration.ofMillis(1), NEVER, NEVER, Duration.ofMillis(10), NEVER));
		write("a.yaml", "");
		write("b.yaml", config("b", "1"));
		write("a.yaml", config("a", "2"));
		awaitObjects("a=2", "b=1");
		assertThat(this.batches).allSatisfy((batch) -> assertThat(batch.getFirst()).startsWith("a="));
	}

	@Test
	void changesThatNobodyTellsOfAreFound() throws IOException {
		write("a.yaml", config("a", "1"));
		start(FolderWatch.untold(), Timing.DEFAULT);
		write("a.yaml", config("a", "2"));
		awaitObjects("a=2");
		write("deep/b.yaml", config("b", "1"));
		awaitObjects("a=2", "b=1");
		Files.delete(this.folder.resolve("a.yaml"));
		awaitObjects("b=1");
	}

	private void start(FolderWatch watch, Timing timing) {
		this.source = new ManifestDirectorySource(this.folder, this.store, () -> this.batches.add(objects()), watch,
				timing);
		this.source.start();
	}

	private void awaitObjects(String... expected) {
		await().untilAsserted(() -> assertThat(this.batches.getLast()).containsExactly(expected));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(5));
	}

	private List<String> objects() {
		return this.store.snapshot().resources().values().stream().map(ManifestDirectoryTimingTests::show).toList();
	}

	private static String show(Resource resource) {
		return resource.key().name() + "=" + ((ConfigMap) resource).data().getOrDefault("key", "");
	}

	private void write(String name, String text) throws IOException {
		Path file = this.folder.resolve(name);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

	private static String config(String name, String value) {
		return """
				apiVersion: v1
				kind: ConfigMap
				metadata:
				  name: %s
				data:
				  key: %s
				""".formatted(name, value.matches("[0-9]+") ? "\"" + value + "\"" : value);
	}

}
