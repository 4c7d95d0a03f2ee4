package dev.penstock.discovery.source.decode;

import java.time.Instant;
import java.util.Map;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.ConfigMap;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.Namespace;
import dev.penstock.discovery.resource.Pod;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ObjectDecoderTests {

	@Test
	void metadataIsRead() {
		assertThat(Manifests.accept("""
				apiVersion: v1
				kind: Namespace
				metadata:
				  name: team-a
				  generation: 3
				  creationTimestamp: 2026-01-31T10:00:00+01:00
				  deletionTimestamp: "2026-02-01T00:00:00Z"
				  labels: {team: a, app.kubernetes.io/name: x, empty: ""}
				  annotations: {example.com/Note: "any text: 1"}
				  uid: 1234
				  managedFields: [{manager: x}]
				spec: {finalizers: [kubernetes]}
				""")).isEqualTo(new Namespace(new Metadata(new ResourceKey("Namespace", "", "team-a"), 3,
				Instant.parse("2026-01-31T09:00:00Z"), Map.of("team", "a", "app.kubernetes.io/name", "x", "empty", ""),
				Map.of("example.com/Note", "any text: 1"), true)));
	}

	@Test
	void nullsAreAsGoodAsMissing() {
		assertThat(Manifests.accept("""
				apiVersion: v1
				kind: ConfigMap
				metadata:
				  name: a
				  creationTimestamp: null
				  labels:
				data: ~
				""")).isEqualTo(new ConfigMap(Manifests.metadata("ConfigMap", "a"), Map.of()));
	}

	@Test
	void listsAreUnrolled() {
		assertThat(ObjectDecoder.decode(Manifests.parse("""
				apiVersion: v1
				kind: List
				items:
				- {apiVersion: v1, kind: Namespace, metadata: {name: a}}
				- {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Namespace, metadata: {name: b}}]}
				- {apiVersion: apps/v1, kind: Deployment, metadata: {name: c}}
				"""))).hasSize(3)
			.extracting(Decoded::resource)
			.extracting((resource) -> (resource != null) ? resource.key().name() : "")
			.containsExactly("a", "b", "");
	}

	@Test
	void kindsAndVersionsThatAreNotReadAreSkipped() {
		assertThat(Manifests.decode("{apiVersion: apps/v1, kind: Deployment, metadata: {name: 1}}"))
			.isInstanceOfSatisfying(Decoded.Skipped.class, (skipped) -> {
				assertThat(skipped.apiVersion()).isEqualTo("apps/v1");
				assertThat(skipped.kind()).isEqualTo("Deployment");
				assertThat(skipped.readVersions()).isEmpty();
				assertThat(skipped.findings()).isEmpty();
			});
		assertThat(Manifests.decode("{apiVersion: inference.networking.x-k8s.io/v1alpha2, kind: InferencePool}"))
			.isInstanceOfSatisfying(Decoded.Skipped.class,
					(skipped) -> assertThat(skipped.readVersions()).containsExactly("inference.networking.k8s.io/v1"));
	}

	@Test
	void aRejectedObjectIsNamedAsFarAsItCanBe() {
		assertThat(Manifests.decode("{apiVersion: v1, kind: Service, metadata: {name: A_b}, spec: {}}"))
			.isInstanceOfSatisfying(Decoded.Rejected.class, (rejected) -> {
				assertThat(rejected.key()).isEqualTo(new ResourceKey("Service", "default", "A_b"));
				assertThat(rejected.problems()).extracting((finding) -> finding.problem().object())
					.containsOnly(rejected.key());
			});
	}

	@Test
	void plainMapsAreDecodedToo() {
		Object pod = Map.of("apiVersion", "v1", "kind", "Pod", "metadata", Map.of("name", "a", "generation", 2),
				"status", Map.of("podIP", "10.0.0.1"));
		assertThat(ObjectDecoder.decode(LocatedNode.of(pod))).singleElement()
			.extracting(Decoded::resource)
			.isEqualTo(new Pod(
					new Metadata(new ResourceKey("Pod", "default", "a"), 2, Instant.EPOCH, Map.of(), Map.of(), false),
					"10.0.0.1", false));
	}

}
