package dev.penstock.testing.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.penstock.testing.Checkout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that documents lead somewhere and that no file names the machine it came from.
 */
class DocumentsTests {

	private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");

	private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

	private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

	/** A path of a machine of ours: written in pieces, as this file is judged too. */
	private static final Pattern MACHINE = Pattern
		.compile("(?<![\\w.$}/*~-])/(ro" + "ot|wo" + "rk|ho" + "me/[a-z]+|Us" + "ers/[A-Za-z]+)(/|\\b(?=[\"'`\\s)]))");

	private static final Pattern HOST = Pattern.compile("https?://([A-Za-z0-9.-]+)");

	private static final Pattern PRIVATE_HOST = Pattern
		.compile("(nexus|artifactory|mirror|proxy|pypi|registry|repo)[.-].*|.*\\.(internal|corp|lan|local)");

	private static final List<String> PUBLIC_HOSTS = List.of("repo.maven.apache.org", "registry.k8s.io");

	static Stream<Path> documents() {
		return Checkout.files().stream().filter((file) -> file.toString().endsWith(".md"));
	}

	@ParameterizedTest
	@MethodSource("documents")
	void everyLinkLeadsToAFileAndHeading(Path document) {
		assertThat(brokenLinks(document, Checkout.read(document))).as("links of %s", document).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("documents")
	void everyNamedPathExists(Path document) {
		assertThat(missingPaths(Checkout.read(document))).as("paths named in %s", document).isEmpty();
	}

	@Test
	void noFileNamesAMachine() {
		List<String> found = Checkout.files()
			.stream()
			.flatMap((
					file) -> MACHINE.matcher(Checkout.read(file)).results().map((match) -> file + ": " + match.group()))
			.toList();
		assertThat(found).isEmpty();
	}

	@Test
	void noFileNamesAPrivateHost() {
		List<String> found = Checkout.files()
			.stream()
			.flatMap((file) -> privateHosts(Checkout.read(file)).map((host) -> file + ": " + host))
			.toList();
		assertThat(found).isEmpty();
	}

	@Test
	void brokenLinkIsFound() {
		assertThat(brokenLinks(Path.of("README.md"), "[a](src-docs/none.md) [b](bin/penstock) [c](https://a.b)"))
			.containsExactly("src-docs/none.md");
		assertThat(brokenLinks(Path.of("README.md"), "# One `two`\n[a](#one-two) [b](#three)"))
			.containsExactly("#three");
	}

	@Test
	void missingPathIsFound() {
		assertThat(missingPaths("`bin/nothing` `bin/penstock` `demo/target/x.log` `a/b` `src-docs/*.md`"))
			.containsExactly("bin/nothing");
	}

	@Test
	void machineAndPrivateHostAreFound() {
		assertThat(MACHINE.matcher("see /ro" + "ot/wt").find()).isTrue();
		assertThat(MACHINE.matcher("cd /wo" + "rk").find()).isFalse();
		assertThat(MACHINE.matcher("cd /wo" + "rk/main").find()).isTrue();
		assertThat(MACHINE.matcher("https://example.com/work/a src/work/b").find()).isFalse();
		assertThat(privateHosts("http://mirror" + ".example.com/a https://repo.maven.apache.org/b"))
			.containsExactly("mirror" + ".example.com");
	}

	private static List<String> brokenLinks(Path document, String text) {
		List<String> broken = new ArrayList<>();
		Matcher links = LINK.matcher(FENCE.matcher(text).replaceAll(""));
		while (links.find()) {
			String link = links.group(1);
			if (!link.contains(":") && !leadsSomewhere(document, text, link)) {
				broken.add(link);
			}
		}
		return broken;
	}

	private static boolean leadsSomewhere(Path document, String text, String link) {
		int hash = link.indexOf('#');
		String file = (hash < 0) ? link : link.substring(0, hash);
		Path target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
		if (!file.isEmpty() && !Files.exists(Checkout.ROOT.resolve(target))) {
			return false;
		}
		return hash < 0
				|| anchors(file.isEmpty() ? text : Checkout.read(target)).anyMatch(link.substring(hash + 1)::equals);
	}

	private static Stream<String> anchors(String text) {
		return HEADING.matcher(FENCE.matcher(text).replaceAll(""))
			.results()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'));
	}

	private static List<String> missingPaths(String text) {
		List<String> missing = new ArrayList<>();
		Matcher spans = CODE.matcher(FENCE.matcher(text).replaceAll(""));
		while (spans.find()) {
			String path = spans.group(1).split(" ")[0];
			if (isPathOfOurs(path) && !Files.exists(Checkout.ROOT.resolve(path))) {
				missing.add(path);
			}
		}
		return missing;
	}

	private static boolean isPathOfOurs(String path) {
		int slash = path.indexOf('/');
		return slash > 0 && !path.contains("/target/") && path.matches("[\\w./-]+")
				&& Files.isDirectory(Checkout.ROOT.resolve(path.substring(0, slash)));
	}

	private static Stream<String> privateHosts(String text) {
		return HOST.matcher(text)
			.results()
			.map((match) -> match.group(1))
			.filter((host) -> PRIVATE_HOST.matcher(host).matches() && !PUBLIC_HOSTS.contains(host));
	}

}
