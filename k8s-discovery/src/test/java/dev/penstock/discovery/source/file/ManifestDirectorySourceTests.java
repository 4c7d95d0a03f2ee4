package dev.penstock.discovery.source.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.ConfigMap;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.snapshot.SnapshotStore;
import dev.penstock.discovery.source.LocatedProblem;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ManifestDirectorySourceTests {

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
		this.source = new ManifestDirectorySource(this.folder, this.store, () -> this.batches.add(objects()));
	}

	@AfterEach
	void stop() {
		this.source.stop();
	}

	@Test
	void everythingThatIsThereAtTheStartComesInTheFirstBatch() throws IOException {
		write("a.yaml", config("a", "1") + "---\n" + config("b", "1"));
		write("deep/er/c.yml", config("c", "1"));
		write("deep/d.json",
				"{\n\t\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"d\"}\n}");
		write("README.md", "no manifest");
		write(".hidden.yaml", config("hidden", "1"));
		write(".git/e.yaml", config("hidden", "1"));
		assertThat(this.source.synced()).isFalse();
		this.source.start();
		assertThat(this.source.synced()).isTrue();
		assertThat(this.batches).containsExactly(List.of("a=1", "b=1", "c=1", "d="));
		assertThat(this.source.problems()).isEmpty();
	}

	@Test
	void anEmptyFolderIsABatchOfNothing() {
		this.source.start();
		assertThat(this.batches).containsExactly(List.of());
		assertThat(this.source.synced()).isTrue();
	}

	@Test
	void aMissingFolderIsRefusedWithTheWayOut() throws IOException {
		Files.delete(this.folder);
		assertThatThrownBy(this.source::start).isInstanceOf(ManifestDirectoryException.class)
			.hasMessageContaining(this.folder + " does not exist; create it");
		Files.createFile(this.folder);
		assertThatThrownBy(this.source::start).isInstanceOf(ManifestDirectoryException.class)
			.hasMessageContaining("is not a folder");
	}

	@Test
	void newChangedAndDeletedFilesAreFollowed() throws IOException {
		this.source.start();
		write("a.yaml", config("a", "1"));
		awaitObjects("a=1");
		write("a.yaml", config("a", "2"));
		awaitObjects("a=2");
		write("new/folder/b.yaml", config("b", "1"));
		awaitObjects("a=2", "b=1");
		write("new/folder/b.yaml", config("b", "2"));
		awaitObjects("a=2", "b=2");
		Files.delete(this.folder.resolve("a.yaml"));
		awaitObjects("b=2");
		Files.move(this.folder.resolve("new"), this.folder.resolve("moved"));
		write("moved/folder/b.yaml", config("b", "3"));
		awaitObjects("b=3");
		assertThat(this.source.problems()).isEmpty();
	}

	@Test
	void anAtomicRenameIsOneChange() throws IOException {
		write("a.yaml", config("a", "1"));
		this.source.start();
		Path next = Files.writeString(this.folder.resolve(".a.yaml.tmp"), config("a", "2"));
		Files.move(next, this.folder.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
		awaitObjects("a=2");
		assertThat(this.batches).containsExactly(List.of("a=1"), List.of("a=2"));
	}

	@Test
	void aMountedConfigMapIsReadOnceAndSwappedAtOnce() throws IOException {
		Path first = Files.createDirectory(this.folder.resolve("..2026_01"));
		Files.writeString(first.resolve("a.yaml"), config("a", "1"));
		Files.writeString(first.resolve("b.yaml"), config("b", "1"));
		link("..data", "..2026_01");
		link("a.yaml", "..data/a.yaml");
		link("b.yaml", "..data/b.yaml");
		this.source.start();
		assertThat(this.batches).containsExactly(List.of("a=1", "b=1"));
		assertThat(this.source.problems()).isEmpty();

		Path second = Files.createDirectory(this.folder.resolve("..2026_02"));
		Files.writeString(second.resolve("a.yaml"), config("a", "2"));
		Files.writeString(second.resolve("b.yaml"), config("b", "2"));
		link("..data_tmp", "..2026_02");
		Files.move(this.folder.resolve("..data_tmp"), this.folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
		awaitObjects("a=2", "b=2");
		assertThat(this.batches).containsExactly(List.of("a=1", "b=1"), List.of("a=2", "b=2"));
	}

	@Test
	void whatLinksLeadToIsFollowed() throws IOException {
		Path elsewhere = Files.createDirectory(this.temp.resolve("elsewhere"));
		Files.writeString(elsewhere.resolve("a.yaml"), config("a", "1"));
		Files.createSymbolicLink(this.folder.resolve("a.yaml"), elsewhere.resolve("a.yaml"));
		Path root = Files.createSymbolicLink(this.temp.resolve("root"), this.folder);
		this.source = new ManifestDirectorySource(root, this.store, () -> this.batches.add(objects()));
		this.source.start();
		Files.writeString(elsewhere.resolve("a.yaml"), config("a", "2"));
		awaitObjects("a=2");

		Path other = Files.createDirectory(this.temp.resolve("other"));
		Files.writeString(other.resolve("a.yaml"), config("a", "3"));
		Files.createSymbolicLink(this.temp.resolve("root_tmp"), other);
		Files.move(this.temp.resolve("root_tmp"), root, StandardCopyOption.ATOMIC_MOVE);
		awaitObjects("a=3");
	}

	@Test
	void aLinkToAFolderAboveIsNotFollowedForEver() throws IOException {
		write("deep/a.yaml", config("a", "1"));
		Files.createSymbolicLink(this.folder.resolve("deep/up"), this.folder);
		this.source.start();
		assertThat(this.batches).containsExactly(List.of("a=1"));
	}

	@Test
	void aFileThatStopsParsingKeepsItsLastGoodObjects() throws IOException {
		write("a.yaml", config("a", "1"));
		write("b.yaml", config("b", "1"));
		this.source.start();
		write("a.yaml", config("a", "2") + "  : [\n");
		write("b.yaml", config("b", "2"));
		awaitObjects("a=1", "b=2");
		assertThat(this.source.problems()).singleElement()
			.extracting(LocatedProblem::toString)
			.asString()
			.startsWith(this.folder.resolve("a.yaml") + ":7: error: this is not YAML: ")
			.contains("its objects are kept as they were before: 1");
		write("a.yaml", config("a", "3"));
		awaitObjects("a=3", "b=2");
		assertThat(this.source.problems()).isEmpty();
	}

	@Test
	void anObjectThatBreaksARuleFallsOutAlone() throws IOException {
		write("a.yaml", config("a", "1") + "---\n" + config("b", "1"));
		this.source.start();
		write("a.yaml", config("a", "1").replace("\ndata:", "\ndata: x\nmore:") + "---\n" + config("b", "2"));
		awaitObjects("b=2");
		assertThat(this.source.problems()).extracting(LocatedProblem::line).containsExactly(5, 6);
	}

	@Test
	void aChangeOfSpellingIsNoChange() throws IOException {
		write("a.yaml", config("a", "1"));
		this.source.start();
		write("a.yaml", "# a comment\n" + config("a", "1"));
		write("b.yaml", config("b", "1"));
		awaitObjects("a=1", "b=1");
		write("b.yaml", "# a comment\n" + config("b", "1"));
		write("c.yaml", config("b", "1").replace("kind: ConfigMap", "kind: Unheard"));
		await().until(() -> this.source.problems().size() == 1);
		assertThat(this.batches).hasSize(2);
	}

	@Test
	void theFirstOfTwoEqualKeysCounts() throws IOException {
		write("b.yaml", config("a", "b"));
		this.source.start();
		write("a.yaml", config("a", "a"));
		awaitObjects("a=a");
		assertThat(this.source.problems()).singleElement()
			.hasToString(this.folder.resolve("b.yaml")
					+ ":1: error: ConfigMap default/a: it is defined twice, first in " + this.folder.resolve("a.yaml")
					+ ":1, which is the one that counts; remove one of the two, or give"
					+ " it another name or namespace");
		Files.delete(this.folder.resolve("a.yaml"));
		awaitObjects("a=b");
		assertThat(this.source.problems()).isEmpty();
	}

	@Test
	void breakingAnObjectDoesNotBringACopyToLife() throws IOException {
		write("a.yaml", config("a", "a"));
		write("b.yaml", config("a", "b"));
		this.source.start();
		write("a.yaml", config("a", "a").replace("key: a", "key: 7"));
		awaitObjects();
		assertThat(this.source.problems()).hasSize(2);
	}

	@Test
	void unknownKindsAreReportedOnceAndSkipped() throws IOException {
		write("a.yaml", "apiVersion: apps/v1\nkind: Deployment\n---\n" + config("a", "1"));
		write("b.yaml", "apiVersion: apps/v1\nkind: Deployment\n");
		write("c.yaml", "kind: Pod\napiVersion: v2\n");
		this.source.start();
		assertThat(this.batches).containsExactly(List.of("a=1"));
		assertThat(this.source.problems()).map(LocatedProblem::toString)
			.containsExactly(
					this.folder.resolve("a.yaml")
							+ ":1: warning: Penstock does not read Deployment of apps/v1, so all of"
							+ " them are skipped; nothing is to be done if something else reads them",
					this.folder.resolve("c.yaml")
							+ ":2: warning: Penstock does not read Pod of v2, so all of them are skipped;"
							+ " use apiVersion v1");
	}

	@Test
	void filesThatCannotBeReadAreErrors() throws IOException {
		write("a.yaml", config("a", "1"));
		write("b.yaml", config("b", "1"));
		this.source.start();
		Files.write(this.folder.resolve("a.yaml"), new byte[] { 'a', ':', ' ', (byte) 0xff });
		link("c.yaml", "missing.yaml");
		await().untilAsserted(() -> assertThat(this.source.problems()).map(LocatedProblem::toString)
			.satisfiesExactly(
					(one) -> assertThat(one).contains("a.yaml: error", "not text in UTF-8", "save it in UTF-8"),
					(other) -> assertThat(other).contains("c.yaml: error", "leads nowhere", "correct the link")));
		assertThat(objects()).containsExactly("a=1", "b=1");
		write("missing.yaml", config("c", "1").replace("name: c", "name: c2"));
		Files.delete(this.folder.resolve("c.yaml"));
		awaitObjects("a=1", "b=1", "c2=1");
	}

	@Test
	void anEmptiedFileHasNoObjects() throws IOException {
		write("a.yaml", config("a", "1"));
		write("b.yaml", config("b", "1"));
		this.source.start();
		write("a.yaml", "");
		awaitObjects("b=1");
	}

	@Test
	void whileTheFolderIsGoneEverythingStays() throws IOException {
		write("a.yaml", config("a", "1"));
		this.source.start();
		Files.move(this.folder, this.temp.resolve("away"));
		await().untilAsserted(() -> assertThat(this.source.problems()).singleElement()
			.hasToString(this.folder + ": error: the folder can't be read: it does not exist; see that it is there and"
					+ " that Penstock's user may read it"));
		assertThat(objects()).containsExactly("a=1");
		Files.move(this.temp.resolve("away"), this.folder);
		await().until(() -> this.source.problems().isEmpty());
		write("a.yaml", config("a", "2"));
		awaitObjects("a=2");
	}

	@Test
	void aListenerThatFailsDoesNotEndTheReading() throws IOException {
		this.source = new ManifestDirectorySource(this.folder, this.store, () -> {
			this.batches.add(objects());
			if (this.batches.size() == 2) {
				throw new IllegalStateException("for the test");
			}
		});
		this.source.start();
		write("a.yaml", config("a", "1"));
		awaitObjects("a=1");
		write("a.yaml", config("a", "2"));
		awaitObjects("a=2");
	}

	@Test
	void stoppingEndsTheThreadAndKeepsTheObjects() throws IOException {
		write("a.yaml", config("a", "1"));
		this.source.start();
		this.source.stop();
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).doesNotContain("manifests");
		assertThat(this.store.snapshot().resources()).containsKey(new ResourceKey("ConfigMap", "default", "a"));
	}

	private void awaitObjects(String... expected) {
		await().untilAsserted(() -> assertThat(this.batches.getLast()).containsExactly(expected));
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(5));
	}

	private List<String> objects() {
		return this.store.snapshot().resources().values().stream().map(ManifestDirectorySourceTests::show).toList();
	}

	private static String show(Resource resource) {
		return resource.key().name() + "=" + ((ConfigMap) resource).data().getOrDefault("key", "");
	}

	private void write(String name, String text) throws IOException {
		Path file = this.folder.resolve(name);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

	private void link(String name, String target) throws IOException {
		Files.createSymbolicLink(this.folder.resolve(name), Path.of(target));
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
