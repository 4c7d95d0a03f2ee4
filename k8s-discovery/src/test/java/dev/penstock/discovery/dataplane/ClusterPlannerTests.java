package dev.penstock.discovery.dataplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.source.decode.ManifestText;
import dev.penstock.discovery.source.decode.ObjectDecoder;
import dev.penstock.discovery.translate.TranslationSettings;
import dev.penstock.discovery.translate.TranslationSettings.InferencePools;
import dev.penstock.discovery.translate.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plans the data planes of the manifests beside it and compares them with what is written
 * down there; {@code -Dgolden.update=true} writes it down anew.
 */
class ClusterPlannerTests {

	private static final Path CASES = Path.of("src/test/resources/dataplane");

	private static final String EXPECTED = "---\n# Expected\n";

	static Stream<Path> cases() throws IOException {
		try (Stream<Path> files = Files.list(CASES)) {
			return files.sorted().toList().stream();
		}
	}

	@ParameterizedTest
	@MethodSource("cases")
	void planIsAsWrittenDown(Path file) throws IOException {
		String text = Files.readString(file);
		int end = text.indexOf(EXPECTED);
		String manifests = (end < 0) ? text : text.substring(0, end);
		String actual = describe(plan(manifests));
		if (Boolean.getBoolean("golden.update")) {
			Files.writeString(file, manifests + EXPECTED + actual);
		}
		assertThat(Files.readString(file).substring(manifests.length())).isEqualTo(EXPECTED + actual);
	}

	@Test
	void planOfTheSameObjectsIsTheSame() {
		String manifests = read(CASES.resolve("parameters.yaml"));
		String input = manifests.substring(0, manifests.indexOf(EXPECTED));
		assertThat(plan(input)).isEqualTo(plan(input));
	}

	@Test
	void everyNameAndLabelOfTheLongestGatewayNameIsValid() {
		String name = ("a".repeat(62) + ".").repeat(4) + "b";
		ClusterPlan plan = plan("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: GatewayClass
				metadata: {name: penstock}
				spec: {controllerName: penstock.dev/gateway-controller}
				---
				apiVersion: gateway.networking.k8s.io/v1
				kind: Gateway
				metadata: {name: %s, namespace: infra}
				spec:
				  gatewayClassName: penstock
				  listeners: [{name: http, port: 80, protocol: HTTP}]
				""".formatted(name));
		assertThat(name).hasSize(253);
		GatewayPlan wanted = plan.gateways().get(new ResourceKey("Gateway", "infra", name));
		assertThat(wanted).isInstanceOfSatisfying(GatewayPlan.Wanted.class,
				(found) -> assertThat(found.objects()).allSatisfy((object) -> {
					assertThat(object.id().name())
						.hasSizeLessThanOrEqualTo((object.id().kind() == OwnedKind.CLUSTER_ROLE_BINDING) ? 253 : 63);
					Map<?, ?> metadata = (Map<?, ?>) Objects.requireNonNull(object.body().get("metadata"));
					assertThat((Map<?, ?>) metadata.get("labels")).allSatisfy((_, value) -> assertThat(value.toString())
						.matches("[a-z0-9A-Z]([-._a-zA-Z0-9]{0,61}[a-z0-9A-Z])?"));
					assertThat(metadata.get("annotations")).isEqualTo(Map.of("penstock.dev/gateway", "infra/" + name));
				}));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static ClusterPlan plan(String manifests) {
		List<Resource> resources = new ArrayList<>();
		ManifestText text = ManifestText.parse(manifests, ManifestText.Format.YAML);
		assertThat(text).isInstanceOf(ManifestText.Documents.class);
		((ManifestText.Documents) text).nodes()
			.forEach((node) -> ObjectDecoder.decode(node)
				.forEach((decoded) -> resources.add(Objects.requireNonNull(decoded.resource()))));
		ClusterSnapshot snapshot = ClusterSnapshot.of(1, resources);
		return new ClusterPlanner(settings()).plan(snapshot,
				new Translator(TranslationSettings.onCluster(InferencePools.SERVED)).translate(snapshot).report());
	}

	static DataPlaneSettings settings() {
		return new DataPlaneSettings("ghcr.io/penstock/penstock:0.1.0", "IfNotPresent", List.of("registry"),
				"penstock-proxy", "auto", Duration.ofSeconds(5),
				new DataPlaneParameters(1, null, Map.of("requests", Map.of("cpu", "100m")), ServiceType.LOAD_BALANCER,
						null, Map.of(), "", Duration.ofSeconds(30), Map.of()));
	}

	private static String describe(ClusterPlan plan) {
		StringBuilder text = new StringBuilder();
		plan.refusals()
			.forEach((key, condition) -> text.append("# ")
				.append(key)
				.append(": ")
				.append(condition.reason())
				.append(": ")
				.append(condition.message())
				.append('\n'));
		DumperOptions options = new DumperOptions();
		options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
		options.setWidth(200);
		options.setDereferenceAliases(true);
		plan.gateways().forEach((key, gateway) -> {
			text.append("# ").append(key).append(": ");
			switch (gateway) {
				case GatewayPlan.Kept _ -> text.append("stays as it is\n");
				case GatewayPlan.Wanted wanted -> {
					text.append("addresses of ").append(wanted.addressType()).append('\n');
					wanted.objects()
						.forEach((object) -> text.append("---\n").append(new Yaml(options).dump(object.body())));
				}
			}
		});
		return text.toString();
	}

}
