package dev.penstock.discovery.source.decode;

import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.GatewayClass;
import dev.penstock.discovery.resource.LabelSelector;
import dev.penstock.discovery.resource.Metadata;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.resource.ReferenceGrant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class GatewayDecoderTests {

	@ParameterizedTest
	@ValueSource(strings = { "v1", "v1beta1" })
	void gatewayClassIsReadInBothVersions(String version) {
		assertThat(Manifests.accept("""
				apiVersion: gateway.networking.k8s.io/%s
				kind: GatewayClass
				metadata: {name: penstock}
				spec:
				  controllerName: penstock.dev/gateway-controller
				  description: what it is
				  parametersRef: {group: penstock.dev, kind: Parameters, name: a, namespace: b}
				status: {conditions: []}
				""".formatted(version)))
			.isEqualTo(new GatewayClass(Metadata.of(new ResourceKey("GatewayClass", "", "penstock")),
					"penstock.dev/gateway-controller", new ObjectReference("penstock.dev", "Parameters", "b", "a")));
	}

	@Test
	void gatewayHasTheDefaultsOfItsSchema() {
		assertThat(Manifests.accept("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: Gateway
				metadata: {name: edge}
				spec:
				  gatewayClassName: penstock
				  listeners:
				  - {name: http, port: 8080, protocol: HTTP}
				  - {name: tls, port: 8443, protocol: HTTPS, tls: {certificateRefs: [{name: cert}]}}
				  addresses: [{value: 127.0.0.1}, {type: Hostname, value: a.example.com}, {}]
				""")).isEqualTo(new Gateway(Manifests.metadata("Gateway", "edge"), "penstock",
				List.of(new Gateway.Listener("http", null, 8080, "HTTP", null, sameNamespace()),
						new Gateway.Listener("tls", null, 8443, "HTTPS",
								new Gateway.ListenerTls("Terminate",
										List.of(new ObjectReference("", "Secret", null, "cert"))),
								sameNamespace())),
				List.of(new Gateway.Address("IPAddress", "127.0.0.1"), new Gateway.Address("Hostname", "a.example.com"),
						new Gateway.Address("IPAddress", null)),
				Gateway.Infrastructure.NONE, Gateway.GatewayTls.NONE, Gateway.AllowedListeners.NONE));
	}

	@Test
	void gatewayFieldsAreRead() {
		Gateway gateway = (Gateway) Manifests
			.accept("""
					apiVersion: gateway.networking.k8s.io/v1
					kind: Gateway
					metadata: {name: edge}
					spec:
					  gatewayClassName: penstock
					  infrastructure:
					    labels: {a: b}
					    annotations: {c: d}
					    parametersRef: {group: "", kind: ConfigMap, name: e}
					  listeners:
					  - name: a
					    hostname: "*.example.com"
					    port: 80
					    protocol: HTTP
					    allowedRoutes:
					      kinds: [{kind: HTTPRoute}]
					      namespaces:
					        from: Selector
					        selector:
					          matchLabels: {team: a}
					          matchExpressions:
					          - {key: b, operator: In, values: [c]}
					          - {key: d, operator: DoesNotExist}
					  - {name: b, hostname: a.example.com, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
					""");
		assertThat(gateway.infrastructure()).isEqualTo(new Gateway.Infrastructure(Map.of("a", "b"), Map.of("c", "d"),
				new ObjectReference("", "ConfigMap", null, "e")));
		assertThat(gateway.listeners().getFirst().hostname()).isEqualTo("*.example.com");
		assertThat(gateway.listeners()).extracting(Gateway.Listener::allowedRoutes)
			.containsExactly(
					new Gateway.AllowedRoutes(Gateway.FromNamespaces.SELECTOR,
							new LabelSelector(Map.of("team", "a"),
									List.of(new LabelSelector.Expression("b", LabelSelector.Operator.IN, List.of("c")),
											new LabelSelector.Expression("d", LabelSelector.Operator.DOES_NOT_EXIST,
													List.of()))),
							List.of(new Gateway.RouteKind("gateway.networking.k8s.io", "HTTPRoute"))),
					new Gateway.AllowedRoutes(Gateway.FromNamespaces.ALL, new LabelSelector(Map.of(), List.of()),
							List.of()));
	}

	@Test
	void aSelectorThatIsMissingLetsNothingAttach() {
		Decoded decoded = Manifests.decode("""
				apiVersion: gateway.networking.k8s.io/v1
				kind: Gateway
				metadata: {name: edge}
				spec:
				  gatewayClassName: penstock
				  listeners: [{name: a, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: Selector}}}]
				""");
		assertThat(decoded.findings()).hasSize(1);
		assertThat(decoded.resource()).isInstanceOfSatisfying(Gateway.class,
				(gateway) -> assertThat(gateway.listeners().getFirst().allowedRoutes().from())
					.isEqualTo(Gateway.FromNamespaces.NONE));
	}

	@Test
	void referenceGrantIsRead() {
		assertThat(Manifests.accept("""
				apiVersion: gateway.networking.k8s.io/v1beta1
				kind: ReferenceGrant
				metadata: {name: a, namespace: models}
				spec:
				  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web}]
				  to: [{group: "", kind: Service}, {group: inference.networking.k8s.io, kind: InferencePool, name: b}]
				""")).isEqualTo(new ReferenceGrant(Metadata.of(new ResourceKey("ReferenceGrant", "models", "a")),
				List.of(new ReferenceGrant.From("gateway.networking.k8s.io", "HTTPRoute", "web")),
				List.of(new ReferenceGrant.To("", "Service", null),
						new ReferenceGrant.To("inference.networking.k8s.io", "InferencePool", "b"))));
	}

	private static Gateway.AllowedRoutes sameNamespace() {
		return new Gateway.AllowedRoutes(Gateway.FromNamespaces.SAME, new LabelSelector(Map.of(), List.of()),
				List.of());
	}

}
