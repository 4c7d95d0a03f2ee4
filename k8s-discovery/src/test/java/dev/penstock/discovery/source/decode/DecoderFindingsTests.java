package dev.penstock.discovery.source.decode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.penstock.discovery.report.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Decodes manifests in which each mistake carries, as a comment on its line, what is to
 * be said about it. {@code -Dgolden.update} rewrites the comments.
 */
class DecoderFindingsTests {

	private static final Path FOLDER = Path.of("src/test/resources/decode");

	private static final Pattern EXPECTATION = Pattern.compile(" # ((?:ERROR|WARNING) .*?)(?= # (?:ERROR|WARNING) |$)");

	static List<Path> manifests() throws IOException {
		try (Stream<Path> files = Files.list(FOLDER)) {
			return files.sorted().toList();
		}
	}

	@ParameterizedTest
	@MethodSource("manifests")
	void everyMistakeIsReportedWithLineFieldAndRemedy(Path manifest) throws IOException {
		List<String> lines = Files.readAllLines(manifest);
		List<String> found = findings(String.join("\n", lines));
		if (Boolean.getBoolean("golden.update")) {
			update(manifest, lines, found);
			return;
		}
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < lines.size(); i++) {
			Matcher expectation = EXPECTATION.matcher(lines.get(i));
			while (expectation.find()) {
				expected.add((i + 1) + " " + expectation.group(1));
			}
		}
		assertThat(found).isEqualTo(expected).isNotEmpty();
	}

	private static List<String> findings(String text) {
		ManifestText parsed = ManifestText.parse(text, ManifestText.Format.YAML);
		assertThat(parsed).isInstanceOf(ManifestText.Documents.class);
		return ((ManifestText.Documents) parsed).nodes()
			.stream()
			.flatMap((node) -> ObjectDecoder.decode(node).stream())
			.flatMap((decoded) -> decoded.findings().stream())
			.sorted(Comparator.comparingInt(Finding::line))
			.map(DecoderFindingsTests::format)
			.toList();
	}

	private static String format(Finding finding) {
		Problem problem = finding.problem();
		return finding.line() + " " + problem.severity() + " " + problem.field() + ": " + problem.message() + "; "
				+ problem.remedy();
	}

	private static void update(Path manifest, List<String> lines, List<String> found) throws IOException {
		List<String> updated = new ArrayList<>();
		for (int i = 0; i < lines.size(); i++) {
			StringBuilder line = new StringBuilder(lines.get(i).replaceFirst(" # (ERROR|WARNING) .*", ""));
			String prefix = (i + 1) + " ";
			found.stream()
				.filter((finding) -> finding.startsWith(prefix))
				.forEach((finding) -> line.append(" # ").append(finding.substring(prefix.length())));
			updated.add(line.toString());
		}
		Files.write(manifest, updated);
	}

}
