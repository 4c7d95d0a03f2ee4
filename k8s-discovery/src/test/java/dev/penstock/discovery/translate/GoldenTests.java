package dev.penstock.discovery.translate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.snapshot.SnapshotStore;
import dev.penstock.discovery.source.decode.Decoded;
import dev.penstock.discovery.source.decode.ManifestText;
import dev.penstock.discovery.source.decode.ObjectDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every case in {@code src/test/resources/translate}: manifests, then what they are
 * translated to. {@code -Dgolden.update=true} rewrites what follows the marker. A comment
 * line {@code # with: a, b} adds the manifests of {@code _shared/a.yaml} and
 * {@code _shared/b.yaml}; {@code # classes: a, b} names the implied GatewayClasses, which
 * are {@code penstock} otherwise.
 */
class GoldenTests {

	private static final Path ROOT = Path.of("src/test/resources/translate");

	private static final String SHARED = "_shared";

	@ParameterizedTest(name = "{0}")
	@MethodSource("cases")
	void translates(String name) {
		GoldenCase golden = GoldenCase.read(ROOT.resolve(name));
		List<Resource> resources = resources(golden);
		Translator translator = new Translator(settings(golden));
		Translation translation = translator.translate(snapshot(resources));
		if (Boolean.getBoolean("golden.update")) {
			golden.rewrite(TranslationText.of(translation));
		}
		else {
			assertThat(TranslationText.of(translation)).isEqualTo(golden.expected());
		}
		Random random = new Random(7);
		for (int i = 0; i < 5; i++) {
			Collections.shuffle(resources, random);
			assertThat(translator.translate(snapshot(resources))).isEqualTo(translation);
		}
	}

	@Test
	void thereAreCases() throws IOException {
		assertThat(cases()).hasSizeGreaterThan(50);
	}

	static List<String> cases() throws IOException {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.filter((file) -> file.toString().endsWith(".yaml"))
				.map((file) -> ROOT.relativize(file).toString())
				.filter((name) -> !name.startsWith(SHARED))
				.sorted()
				.toList();
		}
	}

	/** Fills a store one by one, as a source would. */
	private static ClusterSnapshot snapshot(List<Resource> resources) {
		SnapshotStore store = new SnapshotStore();
		resources.forEach((resource) -> store.apply(List.of(resource), List.of()));
		return store.snapshot();
	}

	private static TranslationSettings settings(GoldenCase golden) {
		List<String> classes = directive(golden, "# classes:");
		return new TranslationSettings(TranslationSettings.CONTROLLER_NAME,
				new TreeSet<>(classes.isEmpty() ? List.of("penstock") : classes))
			.withFilters((name, args) -> name.equals("AddRequestHeader") ? null : new FilterCatalogue.Objection(
					"names the filter " + name + ", which the gateway does not have", "use AddRequestHeader"));
	}

	private static List<Resource> resources(GoldenCase golden) {
		List<Resource> resources = new ArrayList<>(decode(golden.manifests()));
		for (String shared : directive(golden, "# with:")) {
			resources.addAll(decode(GoldenCase.read(ROOT.resolve(SHARED).resolve(shared + ".yaml")).manifests()));
		}
		return resources;
	}

	private static List<String> directive(GoldenCase golden, String prefix) {
		return golden.manifests()
			.lines()
			.filter((line) -> line.startsWith(prefix))
			.flatMap((line) -> Arrays.stream(line.substring(prefix.length()).split(",", -1)))
			.map(String::strip)
			.toList();
	}

	private static List<Resource> decode(String manifests) {
		ManifestText parsed = ManifestText.parse(manifests, ManifestText.Format.YAML);
		assertThat(parsed).isInstanceOf(ManifestText.Documents.class);
		List<Resource> resources = new ArrayList<>();
		((ManifestText.Documents) parsed).nodes()
			.stream()
			.flatMap((node) -> ObjectDecoder.decode(node).stream())
			.forEach((decoded) -> {
				assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
				resources.add(((Decoded.Accepted) decoded).object());
			});
		return resources;
	}

}
