package dev.penstock.testing.charts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.penstock.testing.Checkout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests what helm makes of the charts, where there is a helm. A case is a folder with
 * {@code values.yaml} and what is rendered with them; {@code -Dgolden.update} rewrites
 * the latter.
 */
class HelmTests {

	private Helm helm = new Helm(List.of());

	static Stream<Path> cases() {
		return Checkout.files()
			.stream()
			.filter((file) -> file.toString().matches("charts/[^/]+/tests/[^/]+/values.yaml"))
			.map(Path::getParent);
	}

	@BeforeEach
	void thereIsAHelm() {
		Optional<Helm> found = Helm.find();
		assumeTrue(found.isPresent(), "neither HELM nor PATH name a helm");
		this.helm = found.orElseThrow();
	}

	@ParameterizedTest
	@MethodSource("cases")
	void rendersAsExpected(Path folder) throws IOException {
		Helm.Result result = this.helm.run(List.of("template", "penstock", folder.getParent().getParent().toString(),
				"--namespace", "penstock-system", "--values", folder.resolve("values.yaml").toString()));
		assertThat(result.err()).isEmpty();
		assertThat(result.exitCode()).isZero();
		Path expected = folder.resolve("rendered.yaml");
		if (System.getProperty("golden.update") != null) {
			Files.writeString(Checkout.ROOT.resolve(expected), result.out());
		}
		assertThat(result.out()).isEqualTo(Checkout.read(expected));
		assertThat(new Yaml().loadAll(result.out())).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "charts/penstock", "charts/penstock-crds" })
	void lintFindsNothing(String chart) {
		Helm.Result result = this.helm.run(List.of("lint", "--strict", chart));
		assertThat(result.out()).contains("1 chart(s) linted, 0 chart(s) failed").doesNotContain("[WARNING]");
		assertThat(result.exitCode()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "--set, inferenceExtension.enabled=true", "--set-string, inferenceExtension.enabled=true",
			"--set, inferenceExtension.enabled=false", "--set, inferenceExtension.enabled=auto" })
	void inferenceExtensionIsAStringOrABoolean(String flag, String value) {
		Helm.Result result = this.helm.run(List.of("template", "penstock", "charts/penstock", flag, value));
		assertThat(result.err()).isEmpty();
		assertThat(result.out())
			.containsPattern("inference-extension: \"?" + value.substring(value.indexOf('=') + 1) + "\"?\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "inferenceExtension.enabled=maybe", "image.repo=mine", "controller.replicas=two",
			"addressType=external" })
	void valueThatIsNoneIsRefusedByName(String value) {
		Helm.Result result = this.helm.run(List.of("template", "penstock", "charts/penstock", "--set", value));
		assertThat(result.exitCode()).isNotZero();
		assertThat(result.err())
			.contains(value.substring(0, value.indexOf('.') < 0 ? value.indexOf('=') : value.indexOf('.')));
	}

	@Test
	void namesFollowTheRelease() {
		Helm.Result result = this.helm
			.run(List.of("template", "edge", "charts/penstock", "--set", "fullnameOverride=gate"));
		assertThat(result.out()).contains("name: gate-controller", "name: gate-proxy", "cluster-role: gate-proxy")
			.doesNotContain("name: edge-penstock");
	}

}
