package dev.penstock.discovery.translate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the features that are named are those that the official suites passed. */
class SupportedFeaturesTests {

	private static final Path REPORTS = Path.of("../testing/conformance/reports");

	/**
	 * The features that a profile's tests are for besides those that its reports name:
	 * those of core tests, and {@code GRPCRouteNamedRouteRule}, whose test the suite
	 * v1.6.3 runs but which it counts to no profile.
	 */
	private static final Map<String, Set<String>> CORE = Map.of("GATEWAY-HTTP",
			Set.of("Gateway", "HTTPRoute", "ReferenceGrant"), "GATEWAY-GRPC",
			Set.of("Gateway", "GRPCRoute", "GRPCRouteNamedRouteRule", "ReferenceGrant"), "Gateway",
			Set.of("SupportInferencePool"));

	@Test
	void featuresAreThoseOfTheReports() throws IOException {
		Set<String> passed = new TreeSet<>();
		for (Path report : reports()) {
			for (Map<?, ?> profile : profiles(report)) {
				assertThat(profile.toString()).as("%s", report).doesNotContain("failure", "failedTests", "partial");
				passed.addAll(CORE.get(profile.get("name").toString()));
				if (profile.get("extended") instanceof Map<?, ?> extended
						&& extended.get("supportedFeatures") instanceof List<?> features) {
					features.forEach((feature) -> passed.add(feature.toString()));
				}
			}
		}
		assertThat(SupportedFeatures.NAMES).containsExactlyElementsOf(passed);
	}

	private static List<Path> reports() throws IOException {
		try (Stream<Path> files = Files.list(REPORTS)) {
			return files.filter((file) -> file.toString().endsWith(".yaml")).toList();
		}
	}

	private static List<Map<?, ?>> profiles(Path report) throws IOException {
		Map<String, List<Map<?, ?>>> parsed = new Yaml().load(Files.readString(report));
		return parsed.get("profiles");
	}

}
