package dev.penstock.discovery.check;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.Problem.Severity;
import dev.penstock.discovery.source.LocatedProblem;
import dev.penstock.discovery.source.file.ManifestCatalog;
import dev.penstock.discovery.source.file.ManifestDirectoryException;
import dev.penstock.discovery.translate.TranslationSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ManifestCheckTests {

	private static final Path FOLDER = Path.of("src/test/resources/check");

	private final ManifestCheck check = new ManifestCheck(
			new TranslationSettings(TranslationSettings.CONTROLLER_NAME, new TreeSet<>(List.of("penstock"))));

	@Test
	void everyMistakeInAFolderIsReportedWhereItIs() {
		Path folder = FOLDER.resolve("mistakes");
		CheckResult result = this.check.check(folder);
		assertThat(result.lines()).map((line) -> line.replace(folder + "/", ""))
			.contains(
					"""
							gateway.yaml:9: error: Gateway default/edge: spec.listeners[0].port: 80800 is out of range; use a number \
							from 1 to 65535""",
					"""
							gateway.yaml:20: warning: Gateway default/inner: spec.listeners[0].hostnam: unknown field `hostnam`; \
							did you mean `hostname`?""",
					"""
							gateway.yaml:24: warning: Penstock does not read Deployment of apps/v1, so all of them are skipped; \
							nothing is to be done if something else reads them""",
					"""
							pool.json:8: error: InferencePool default/llama: spec.targetPorts[0].number: expected a whole number \
							but found the text `8000`; remove the quotes: 8000""",
					"""
							pool.json:10: error: InferencePool default/llama: spec.endpointPickerRef.port: required field is \
							missing; add `port: {number: …}` with the port of the picker's Service, such as 9002""",
					"""
							routes/broken.yaml:7: error: this is not YAML: expected ',' or ']', but got <stream end> (while \
							parsing a flow sequence that begins on line 6); end the quote, bracket or brace that is open""",
					"""
							routes/llm.yaml:11: error: HTTPRoute default/llm: spec.rules[0].matches[0].path.type: `Prefix` is not \
							a value of this field; did you mean `PathPrefix`? Use one of Exact, PathPrefix, RegularExpression""",
					"""
							routes/llm.yaml:17: error: HTTPRoute default/llm: spec.rules[0].backendRefs[0].weight: expected a \
							whole number but found the text `many`; write a number from 0 to 1000000""",
					"""
							routes/llm.yaml:19: error: HTTPRoute default/llm: spec.rules[0].timeouts.request: `5 minutes` is not a \
							duration; write one to four numbers of at most five digits with units h, m, s or ms, such as \
							`300s`, `1h30m` or `500ms`""",
					"""
							routes/web.yaml:1: error: Service default/web: it is defined twice, first in routes/llm.yaml:21, which \
							is the one that counts; remove one of the two, or give it another name or namespace""",
					"""
							routes/web.yaml:9: error: Pod default/a: apiVersion: required field is missing; add `apiVersion: v1`""");
		assertThat(result.problems()).isSorted();
		assertThat(result.hasErrors()).isTrue();
		assertThat(result.files()).isEqualTo(5);
		assertThat(result.objects()).isEqualTo(2);
		assertThat(result.count(Severity.WARNING)).isGreaterThanOrEqualTo(2);
	}

	@Test
	void aCleanFolderHasNoErrors() {
		CheckResult result = this.check.check(FOLDER.resolve("clean"));
		assertThat(result.hasErrors()).isFalse();
		assertThat(result.lines()).isEmpty();
		assertThat(result.summary()).isEqualTo("1 file, 1 object: 0 errors, 0 warnings");
	}

	@Test
	void aFolderThatIsMissingIsSaidSo() {
		assertThatThrownBy(() -> this.check.check(FOLDER.resolve("missing")))
			.isInstanceOf(ManifestDirectoryException.class)
			.hasMessageContaining("does not exist");
	}

	@Test
	void problemsOfTranslationAreFoundByTheirField() {
		ManifestCatalog catalog = ManifestCatalog.read(FOLDER.resolve("mistakes"));
		ResourceKey gateway = new ResourceKey("Gateway", "default", "inner");
		String file = FOLDER.resolve("mistakes/gateway.yaml").toString();
		assertThat(catalog.locate(problem(gateway, "spec.listeners[0].port")))
			.extracting(LocatedProblem::file, LocatedProblem::line)
			.containsExactly(file, 21);
		assertThat(catalog.locate(problem(gateway, "spec.listeners[0].tls.mode")).line()).isEqualTo(19);
		assertThat(catalog.locate(problem(gateway, "")).line()).isEqualTo(12);
		assertThat(catalog.locate(problem(new ResourceKey("GatewayClass", "", "penstock"), "spec")))
			.hasToString("error: GatewayClass penstock: spec: wrong; right");
	}

	private static Problem problem(ResourceKey object, String field) {
		return new Problem(Severity.ERROR, object, field, "wrong", "right");
	}

}
