package dev.penstock.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ManifestsTests {

	@ParameterizedTest
	@ValueSource(strings = { "manifests", "manifests-epp" })
	void leadFromTheGatewayToThePortsThatTheServersListenOnByDefault(String folder) throws IOException {
		List<JsonNode> objects = read(folder);
		JsonNode gateway = one(objects, "Gateway");
		JsonNode route = one(objects, "HTTPRoute");
		JsonNode pool = one(objects, "InferencePool");
		JsonNode pod = one(objects, "Pod");
		assertThat(gateway.at("/spec/gatewayClassName").stringValue()).isEqualTo("penstock");
		assertThat(route.at("/spec/parentRefs/0/name")).isEqualTo(gateway.at("/metadata/name"));
		assertThat(route.at("/spec/rules/0/backendRefs/0/name")).isEqualTo(pool.at("/metadata/name"));
		assertThat(pool.at("/spec/selector/matchLabels")).isEqualTo(pod.at("/metadata/labels"));
		List<String> endpoints = pool.at("/spec/targetPorts")
			.valueStream()
			.map((port) -> pod.at("/status/podIP").stringValue() + ":" + port.at("/number").intValue())
			.toList();
		assertThat(CommandLine.parse(List.of())).extracting((server) -> server.host() + ":" + server.port())
			.isEqualTo(endpoints);
		assertThat(pod.at("/status/conditions/0").toString()).isEqualTo("{\"type\":\"Ready\",\"status\":\"True\"}");
	}

	@Test
	void nameAnEndpointPickerInOneFolderOnly() throws IOException {
		assertThat(one(read("manifests"), "InferencePool").at("/spec").has("endpointPickerRef")).isFalse();
		List<JsonNode> objects = read("manifests-epp");
		JsonNode reference = one(objects, "InferencePool").at("/spec/endpointPickerRef");
		JsonNode service = one(objects, "Service");
		JsonNode slice = one(objects, "EndpointSlice");
		assertThat(reference.at("/name")).isEqualTo(service.at("/metadata/name"));
		assertThat(reference.at("/port/number")).isEqualTo(service.at("/spec/ports/0/port"));
		assertThat(slice.at("/metadata/labels/kubernetes.io~1service-name")).isEqualTo(service.at("/metadata/name"));
		assertThat(slice.at("/ports/0/name")).isEqualTo(service.at("/spec/ports/0/name"));
		assertThat(slice.at("/ports/0/port")).isEqualTo(service.at("/spec/ports/0/targetPort"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "gateway.yaml", "route.yaml", "model-servers.yaml" })
	void doNotDifferOtherwise(String file) throws IOException {
		assertThat(Path.of("manifests-epp", file)).hasSameTextualContentAs(Path.of("manifests", file));
	}

	private static List<JsonNode> read(String folder) throws IOException {
		List<JsonNode> objects = new ArrayList<>();
		try (Stream<Path> files = Files.list(Path.of(folder))) {
			for (Path file : files.sorted().toList()) {
				new Yaml().loadAll(Files.readString(file))
					.forEach((object) -> objects.add(new JsonMapper().valueToTree(object)));
			}
		}
		return objects;
	}

	private static JsonNode one(List<JsonNode> objects, String kind) {
		List<JsonNode> found = objects.stream()
			.filter((object) -> object.at("/kind").stringValue().equals(kind))
			.toList();
		assertThat(found).as(kind).hasSize(1);
		return found.getFirst();
	}

}
