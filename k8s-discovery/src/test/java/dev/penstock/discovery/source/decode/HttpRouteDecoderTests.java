package dev.penstock.discovery.source.decode;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

import dev.penstock.discovery.model.HeaderChanges;
import dev.penstock.discovery.model.PathMatch;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteMatch;
import dev.penstock.discovery.model.RouteRetry;
import dev.penstock.discovery.model.RouteTimeouts;
import dev.penstock.discovery.model.ValueMatch;
import dev.penstock.discovery.resource.HttpRoute;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HttpRouteDecoderTests {

	private static final RouteMatch ANY = new RouteMatch(PathMatch.ANY, null, List.of(), List.of());

	@Test
	void httpRouteHasTheDefaultsOfItsSchema() {
		HttpRoute route = (HttpRoute) Manifests.accept("""
				apiVersion: gateway.networking.k8s.io/v1beta1
				kind: HTTPRoute
				metadata: {name: a}
				spec:
				  parentRefs: [{name: edge}]
				  rules:
				  - backendRefs: [{name: web, port: 80}]
				  - matches: [{}, {path: {}}, {path: {value: /a}}, {headers: [{name: X-A, value: b}]}]
				""");
		assertThat(route.parents()).containsExactly(
				new HttpRoute.ParentReference("gateway.networking.k8s.io", "Gateway", null, "edge", null, null));
		assertThat(route.hostnames()).isEmpty();
		assertThat(route.rules())
			.containsExactly(
					new HttpRoute.Rule(null, List.of(ANY), List.of(),
							List.of(new HttpRoute.BackendReference("", "Service", null, "web", 80, 1, List.of())),
							RouteTimeouts.NONE, null, List.of()),
					new HttpRoute.Rule(
							null, List
								.of(ANY, ANY, new RouteMatch(new PathMatch.Prefix("/a"), null, List.of(), List.of()),
										new RouteMatch(PathMatch.ANY, null, List.of(new ValueMatch.Exact("x-a", "b")),
												List.of())),
							List.of(), List.of(), RouteTimeouts.NONE, null, List.of()));
	}

	@Test
	void aRouteWithoutRulesMatchesEverything() {
		HttpRoute route = (HttpRoute) Manifests.accept("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: a}
				spec: {}
				""");
		assertThat(route.rules()).containsExactly(
				new HttpRoute.Rule(null, List.of(ANY), List.of(), List.of(), RouteTimeouts.NONE, null, List.of()));
	}

	@Test
	void httpRouteFieldsAreRead() {
		HttpRoute route = (HttpRoute) Manifests.accept("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: a, namespace: b}
				spec:
				  parentRefs: [{group: "", kind: Service, name: c, namespace: d, sectionName: e, port: 1}]
				  hostnames: ["*.example.com", example.com]
				  rules:
				  - name: first
				    matches:
				    - path: {type: Exact, value: /a/%20b}
				      method: POST
				      headers: [{name: X-Model, type: RegularExpression, value: "llama.*"}]
				      queryParams: [{name: Q, value: "a b"}, {name: q, type: RegularExpression, value: "[0-9]+"}]
				    - path: {type: RegularExpression, value: "/v[0-9]/.*"}
				    timeouts: {request: 1h30m, backendRequest: 500ms}
				    backendRefs:
				    - group: inference.networking.k8s.io
				      kind: InferencePool
				      name: llama
				      namespace: models
				      weight: 0
				      filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {remove: [x-a]}}]
				""");
		assertThat(route.key()).isEqualTo(new ResourceKey("HTTPRoute", "b", "a"));
		assertThat(route.parents()).containsExactly(new HttpRoute.ParentReference("", "Service", "d", "c", "e", 1));
		assertThat(route.hostnames()).containsExactly("*.example.com", "example.com");
		assertThat(route.rules())
			.containsExactly(
					new HttpRoute.Rule(
							"first", List.of(
									new RouteMatch(new PathMatch.Exact("/a/%20b"), "POST",
											List.of(new ValueMatch.Regex("x-model", "llama.*")),
											List.of(new ValueMatch.Exact("Q", "a b"),
													new ValueMatch.Regex("q", "[0-9]+"))),
									new RouteMatch(new PathMatch.Regex("/v[0-9]/.*"), null, List.of(), List.of())),
							List.of(),
							List.of(new HttpRoute.BackendReference("inference.networking.k8s.io", "InferencePool",
									"models", "llama", null, 0,
									List.of(new HttpRoute.Filter.ResponseHeaderModifier(
											new HeaderChanges(List.of(), List.of(), List.of("x-a")))))),
							new RouteTimeouts(Duration.ofMinutes(90), Duration.ofMillis(500)), null, List.of()));
	}

	@Test
	void aTimeoutOfZeroIsNoLimitForTheBackend() {
		HttpRoute route = (HttpRoute) Manifests.accept("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: a}
				spec: {rules: [{timeouts: {request: 0s, backendRequest: 99999h99999m99999s99999ms}}]}
				""");
		assertThat(route.rules().getFirst().timeouts()).isEqualTo(new RouteTimeouts(Duration.ZERO,
				Duration.ofHours(99999).plusMinutes(99999).plusSeconds(99999).plusMillis(99999)));
	}

	@Test
	void retriesAreRead() {
		HttpRoute route = (HttpRoute) Manifests.accept("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: a}
				spec:
				  rules:
				  - retry: {attempts: 2, codes: [503, 400, 599], backoff: 100ms}
				  - retry: {}
				""");
		assertThat(route.rules()).extracting(HttpRoute.Rule::retry)
			.containsExactly(new RouteRetry(new TreeSet<>(List.of(400, 503, 599)), 2, Duration.ofMillis(100)),
					new RouteRetry(new TreeSet<>(), null, null));
	}

	@Test
	void whatIsNotServedIsNamed() {
		HttpRoute route = (HttpRoute) Manifests.accept("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: a}
				spec:
				  rules:
				  - sessionPersistence: {sessionName: a, type: Header, absoluteTimeout: 1h}
				    filters:
				    - {type: ExternalAuth, externalAuth: {protocol: GRPC, backendRef: {name: a, port: 1}, grpc: {}}}
				""");
		assertThat(route.rules().getFirst().unsupported()).containsExactly("sessionPersistence");
		assertThat(route.rules().getFirst().filters())
			.extracting((filter) -> ((HttpRoute.Filter.Unsupported) filter).type())
			.containsExactly("ExternalAuth");
	}

	@Test
	void headerChangesNameEachHeaderOnce() {
		Decoded decoded = Manifests.decode("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: a}
				spec:
				  rules:
				  - matches:
				    - headers: [{name: X-Model, value: a}, {name: x-model, value: b}]
				    filters:
				    - type: RequestHeaderModifier
				      requestHeaderModifier:
				        set: [{name: x-a, value: a}, {name: X-A, value: b}]
				        add: [{name: x-b, value: "b c"}, {name: x-a, value: c}]
				        remove: [X-B, x-c]
				""");
		assertThat(decoded).isInstanceOfSatisfying(Decoded.Accepted.class, (accepted) -> {
			assertThat(accepted.warnings()).hasSize(4);
			HttpRoute.Rule rule = ((HttpRoute) accepted.object()).rules().getFirst();
			assertThat(rule.matches().getFirst().headers()).containsExactly(new ValueMatch.Exact("x-model", "a"));
			assertThat(rule.filters()).containsExactly(new HttpRoute.Filter.RequestHeaderModifier(
					new HeaderChanges(List.of(new HeaderChanges.Header("x-a", "a")),
							List.of(new HeaderChanges.Header("x-b", "b c")), List.of("x-c"))));
		});
	}

}
