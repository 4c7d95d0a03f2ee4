package dev.penstock.discovery.source.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.source.decode.Decoded;
import dev.penstock.discovery.source.decode.LocatedNode;
import dev.penstock.discovery.source.decode.ObjectDecoder;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests what is watched because of what. */
class WatchPlanTests {

	private static final Interest SERVICE = Interest.named(ClusterKind.SERVICE, "apps", "web");

	private static final Interest ENDPOINTS = Interest.endpoints("apps", "web");

	private static final String ROUTE = ClusterFixture.route("one", "{name: web, port: 80}");

	private static WatchPlan plan(WatchScope scope, String... yaml) {
		List<Resource> objects = new ArrayList<>();
		for (String text : yaml) {
			new Yaml().loadAll(text).forEach((document) -> {
				Decoded decoded = ObjectDecoder.decode(LocatedNode.of(document)).getFirst();
				assertThat(decoded.findings()).isEmpty();
				objects.add(java.util.Objects.requireNonNull(decoded.resource()));
			});
		}
		return WatchPlan.of(scope, objects);
	}

	private static Set<Interest> beyondRoots(WatchPlan plan) {
		return plan.wanted()
			.stream()
			.filter((interest) -> !plan.roots().contains(interest))
			.collect(Collectors.toSet());
	}

	@Test
	void everyKindThatCanBeDecodedIsReadFromAClusterToo() {
		// HTTPRoutes and GRPCRoutes are of one class.
		assertThat(ClusterKind.values()).hasSize(Resource.class.getPermittedSubclasses().length + 1);
	}

	@Test
	void proxyWatchesItsGatewayByNameAndNoOther() {
		WatchPlan plan = plan(ClusterFixture.PROXY);
		assertThat(plan.roots())
			.contains(Interest.named(ClusterKind.GATEWAY, "infra", "edge"), Interest.all(ClusterKind.HTTP_ROUTE),
					Interest.all(ClusterKind.INFERENCE_POOL))
			.doesNotContain(Interest.all(ClusterKind.GATEWAY));
		assertThat(beyondRoots(plan)).isEmpty();
	}

	@Test
	void controllerWatchesEveryGateway() {
		assertThat(plan(ClusterFixture.WHOLE).roots()).contains(Interest.all(ClusterKind.GATEWAY));
	}

	@Test
	void poolsAreNotWatchedWhereTheyAreOff() {
		WatchScope off = new WatchScope.OneGateway(new ResourceKey("Gateway", "infra", "edge"), false);
		assertThat(plan(off).wanted()).noneMatch((interest) -> interest.kind() == ClusterKind.INFERENCE_POOL);
	}

	@Test
	void grpcRouteNeedsWhatAnHttpRouteDoes() {
		WatchPlan plan = plan(ClusterFixture.PROXY, ClusterFixture.BASE,
				ROUTE.replace("kind: HTTPRoute", "kind: GRPCRoute"));
		assertThat(plan.roots()).contains(Interest.all(ClusterKind.GRPC_ROUTE));
		assertThat(plan.needs())
			.containsExactlyEntriesOf(Map.of(new ResourceKey("GRPCRoute", "apps", "one"), Set.of(SERVICE, ENDPOINTS)));
	}

	@Test
	void listenerSetNeedsItsSecretsIfItsGatewayAllowsIt() {
		String set = """
				apiVersion: gateway.networking.k8s.io/v1
				kind: ListenerSet
				metadata: {name: more, namespace: apps}
				spec:
				  parentRef: {name: edge, namespace: infra}
				  listeners:
				  - {name: b, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}}
				""";
		Interest secret = Interest.named(ClusterKind.SECRET, "apps", "cert");
		Interest namespaces = Interest.all(ClusterKind.NAMESPACE);
		String allowing = ClusterFixture.BASE.replace("  listeners:", "  allowedListeners: %s\n  listeners:");
		assertThat(allowing).contains("allowedListeners");
		assertThat(plan(ClusterFixture.PROXY, ClusterFixture.BASE, set).wanted()).doesNotContain(secret);
		assertThat(plan(ClusterFixture.PROXY, allowing.formatted("{namespaces: {from: All}}"), set).needs())
			.containsEntry(new ResourceKey("ListenerSet", "apps", "more"), Set.of(secret));
		String selecting = allowing.formatted("{namespaces: {from: Selector, selector: {matchLabels: {edge: 'yes'}}}}");
		String namespace = """
				apiVersion: v1
				kind: Namespace
				metadata: {name: apps, labels: {edge: '%s'}}
				""";
		assertThat(plan(ClusterFixture.PROXY, selecting, set, namespace.formatted("no")).wanted()).contains(namespaces)
			.doesNotContain(secret);
		assertThat(plan(ClusterFixture.PROXY, selecting, set, namespace.formatted("yes")).wanted()).contains(secret);
	}

	@Test
	void routeAtAListenerSetNeedsItsServiceAndTheEndpoints() {
		String set = """
				apiVersion: gateway.networking.k8s.io/v1
				kind: ListenerSet
				metadata: {name: more, namespace: apps}
				spec:
				  parentRef: {name: edge, namespace: infra}
				  listeners: [{name: b, port: 81, protocol: HTTP}]
				""";
		String route = """
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: one, namespace: apps}
				spec:
				  parentRefs: [{kind: ListenerSet, name: more}]
				  rules: [{backendRefs: [{name: web, port: 80}]}]
				""";
		assertThat(plan(ClusterFixture.PROXY, ClusterFixture.BASE, set, route).needs())
			.containsEntry(new ResourceKey("HTTPRoute", "apps", "one"), Set.of(SERVICE, ENDPOINTS));
	}

	@Test
	void routeNeedsItsServiceAndTheEndpoints() {
		WatchPlan plan = plan(ClusterFixture.PROXY, ClusterFixture.BASE, ROUTE);
		assertThat(plan.needs())
			.containsExactlyEntriesOf(Map.of(new ResourceKey("HTTPRoute", "apps", "one"), Set.of(SERVICE, ENDPOINTS)));
	}

	@Test
	void routeOfAnotherGatewayNeedsNothing() {
		String other = ROUTE.replace("{name: edge,", "{name: other,");
		assertThat(plan(ClusterFixture.PROXY, ClusterFixture.BASE, other).needs()).isEmpty();
	}

	@Test
	void routeNeedsNothingForAControllerWhileItsGatewayIsNotOurs() {
		assertThat(plan(ClusterFixture.WHOLE, ClusterFixture.BASE, ROUTE).needs()).hasSize(1);
		String foreign = ClusterFixture.BASE.replace("penstock.dev/", "example.com/");
		assertThat(plan(ClusterFixture.WHOLE, foreign, ROUTE).needs()).isEmpty();
		assertThat(plan(ClusterFixture.WHOLE, ROUTE).needs()).isEmpty();
	}

	@Test
	void routeNeedsThePodsAndThePickerOfItsPool() {
		String pool = """
				apiVersion: inference.networking.k8s.io/v1
				kind: InferencePool
				metadata: {name: llm, namespace: apps}
				spec:
				  selector: {matchLabels: {app: vllm, tier: gpu}}
				  targetPorts: [{number: 8000}]
				  endpointPickerRef: {name: epp, port: {number: 9002}}
				""";
		String route = ClusterFixture.route("one",
				"{group: inference.networking.k8s.io, kind: InferencePool, name: llm}");
		WatchPlan plan = plan(ClusterFixture.PROXY, ClusterFixture.BASE, route, pool);
		assertThat(beyondRoots(plan)).containsExactlyInAnyOrder(
				Interest.pods("apps", Map.of("app", "vllm", "tier", "gpu")),
				Interest.named(ClusterKind.SERVICE, "apps", "epp"), Interest.endpoints("apps", "epp"));
		assertThat(plan(ClusterFixture.PROXY, ClusterFixture.BASE, pool).needs()).isEmpty();
	}

	@Test
	void gatewayNeedsItsCertificatesByName() {
		assertThat(beyondRoots(plan(ClusterFixture.PROXY, secure("{name: cert}"))))
			.containsExactly(Interest.named(ClusterKind.SECRET, "infra", "cert"));
	}

	@Test
	void certificateOfAnotherNamespaceIsReadOnlyWhereAGrantLetsIt() {
		String gateway = secure("{name: cert, namespace: vault}");
		assertThat(beyondRoots(plan(ClusterFixture.PROXY, gateway))).isEmpty();
		String grant = """
				apiVersion: gateway.networking.k8s.io/v1beta1
				kind: ReferenceGrant
				metadata: {name: tls, namespace: vault}
				spec:
				  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: infra}]
				  to: [{group: "", kind: Secret, name: %s}]
				""";
		assertThat(beyondRoots(plan(ClusterFixture.PROXY, gateway, grant.formatted("other")))).isEmpty();
		assertThat(beyondRoots(plan(ClusterFixture.PROXY, gateway, grant.formatted("cert"))))
			.containsExactly(Interest.named(ClusterKind.SECRET, "vault", "cert"));
	}

	@Test
	void namespacesAreWatchedWhereAListenerSelectsThem() {
		String selecting = ClusterFixture.BASE.replace("{from: All}",
				"{from: Selector, selector: {matchLabels: {a: b}}}");
		assertThat(beyondRoots(plan(ClusterFixture.PROXY, selecting)))
			.containsExactly(Interest.all(ClusterKind.NAMESPACE));
	}

	@Test
	void authoritiesAreWatchedOnceAServiceNeedsThem() {
		String policy = """
				apiVersion: gateway.networking.k8s.io/v1
				kind: BackendTLSPolicy
				metadata: {name: tls, namespace: apps}
				spec:
				  targetRefs: [{group: "", kind: Service, name: web}]
				  validation: {hostname: web, caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]}
				""";
		assertThat(plan(ClusterFixture.PROXY, ClusterFixture.BASE, policy).needs()).isEmpty();
		assertThat(beyondRoots(plan(ClusterFixture.PROXY, ClusterFixture.BASE, policy, ROUTE)))
			.containsExactlyInAnyOrder(SERVICE, ENDPOINTS, Interest.named(ClusterKind.CONFIG_MAP, "apps", "ca"));
	}

	@Test
	void parametersAreTheControllersToRead() {
		String gateway = ClusterFixture.BASE
				+ "  infrastructure: {parametersRef: {group: \"\", kind: ConfigMap, name: sizes}}\n";
		assertThat(beyondRoots(plan(ClusterFixture.PROXY, gateway))).isEmpty();
		assertThat(beyondRoots(plan(ClusterFixture.WHOLE, gateway)))
			.containsExactly(Interest.named(ClusterKind.CONFIG_MAP, "infra", "sizes"));
	}

	@Test
	void manyServicesOfANamespaceShareAWatch() {
		Set<Interest> few = services(4);
		assertThat(WatchPlan.watches(few).keySet()).isEqualTo(few);
		Set<Interest> many = services(5);
		assertThat(WatchPlan.watches(many)).isEqualTo(Map.of(Interest.allIn(ClusterKind.SERVICE, "apps"), many));
	}

	@Test
	void secretsNeverShareAWatch() {
		Set<Interest> secrets = IntStream.range(0, 100)
			.mapToObj((i) -> Interest.named(ClusterKind.SECRET, "apps", "cert-" + i))
			.collect(Collectors.toSet());
		assertThat(WatchPlan.watches(secrets).keySet()).isEqualTo(secrets);
	}

	private static Set<Interest> services(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> Interest.named(ClusterKind.SERVICE, "apps", "web-" + i))
			.collect(Collectors.toSet());
	}

	private static String secure(String certificate) {
		return """
				apiVersion: gateway.networking.k8s.io/v1
				kind: Gateway
				metadata: {name: edge, namespace: infra}
				spec:
				  gatewayClassName: penstock
				  listeners:
				  - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [%s]}}
				""".formatted(certificate);
	}

}
