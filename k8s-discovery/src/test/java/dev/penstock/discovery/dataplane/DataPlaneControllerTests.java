package dev.penstock.discovery.dataplane;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.DataPlaneState;
import dev.penstock.discovery.port.DataPlaneState.Address;
import dev.penstock.discovery.port.DataPlaneState.Obstacle.Reason;
import dev.penstock.discovery.resource.Resource;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.source.decode.ManifestText;
import dev.penstock.discovery.source.decode.ObjectDecoder;
import dev.penstock.discovery.translate.TranslationSettings;
import dev.penstock.discovery.translate.TranslationSettings.InferencePools;
import dev.penstock.discovery.translate.Translator;
import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tests against a server that stores what it is sent. */
class DataPlaneControllerTests {

	private static final ResourceKey GATEWAY = new ResourceKey("Gateway", "infra", "web");

	private static final String CLASS = """
			apiVersion: gateway.networking.k8s.io/v1
			kind: GatewayClass
			metadata: {name: penstock}
			spec: {controllerName: penstock.dev/gateway-controller}
			---
			""";

	private static final String WEB = """
			apiVersion: gateway.networking.k8s.io/v1
			kind: Gateway
			metadata: {name: web, namespace: infra}
			spec:
			  gatewayClassName: penstock
			  listeners: [{name: http, port: 80, protocol: HTTP}]
			""";

	private final AtomicBoolean leading = new AtomicBoolean(true);

	private final KubernetesMockServer server = new KubernetesMockServer(new Context(), new MockWebServer(),
			new HashMap<>(), new ApplyingDispatcher(), false);

	private KubernetesClient client;

	private DataPlaneController controller;

	private String uid;

	@BeforeEach
	void start() {
		this.server.init();
		this.client = this.server.createClient();
		this.controller = new DataPlaneController(this.client, ClusterPlannerTests.settings(),
				new DataPlaneController.OwnClass("penstock", "penstock.dev/gateway-controller"), this.leading::get);
		this.controller.start();
		this.uid = this.client.resource(WEB).create().getMetadata().getUid();
	}

	@AfterEach
	void stop() {
		this.controller.close();
		this.client.close();
		this.server.destroy();
	}

	@Test
	void makesWhatAGatewayNeedsAndOwnsIt() {
		translate(CLASS + WEB);
		awaitDataPlane();
		Service service = service();
		assertThat(service.getSpec().getType()).isEqualTo("LoadBalancer");
		assertThat(service.getSpec().getPorts().getFirst().getTargetPort().getIntVal()).isEqualTo(20080);
		assertThat(service.getMetadata().getOwnerReferences()).singleElement()
			.satisfies((owner) -> assertThat(owner.getUid()).isEqualTo(this.uid));
		assertThat(this.client.serviceAccounts().inNamespace("infra").withName("web").get()).isNotNull();
		assertThat(this.client.rbac().clusterRoleBindings().withName("penstock:infra:web").get()).isNotNull();
		assertThat(state().obstacle()).isNotNull()
			.satisfies((obstacle) -> assertThat(obstacle.reason()).isEqualTo(Reason.PENDING));
	}

	@Test
	void writesNothingAtRest() {
		translate(CLASS + WEB);
		awaitDataPlane();
		await().atMost(Duration.ofSeconds(20)).until(() -> this.controller.writes() == 5);
		translate(CLASS + WEB);
		translate(CLASS + WEB.replace("port: 80,", "port: 81,"));
		await().atMost(Duration.ofSeconds(20))
			.until(() -> service().getSpec().getPorts().stream().anyMatch((port) -> port.getPort() == 81));
		// The Service and the Deployment have changed, and nothing else.
		await().atMost(Duration.ofSeconds(20)).until(() -> this.controller.writes() == 7);
	}

	@Test
	void writesNothingUnlessItLeads() {
		this.leading.set(false);
		translate(CLASS + WEB);
		assertThat(this.controller.writes()).isZero();
		this.leading.set(true);
		this.controller.lead();
		awaitDataPlane();
	}

	@Test
	void undoesWhatSomeoneElseChanges() {
		translate(CLASS + WEB);
		awaitDataPlane();
		this.client.services().inNamespace("infra").withName("web").edit((service) -> {
			service.getSpec().setType("NodePort");
			return service;
		});
		await().atMost(Duration.ofSeconds(20)).until(() -> service().getSpec().getType().equals("LoadBalancer"));
	}

	@Test
	void remakesWhatSomeoneElseRemoves() {
		translate(CLASS + WEB);
		awaitDataPlane();
		this.client.services().inNamespace("infra").withName("web").delete();
		await().atMost(Duration.ofSeconds(20))
			.until(() -> this.client.services().inNamespace("infra").withName("web").get() != null);
	}

	@Test
	void removesEverythingOfAGatewayThatIsGone() {
		translate(CLASS + WEB);
		awaitDataPlane();
		translate(CLASS);
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			assertThat(this.client.services().inNamespace("infra").list().getItems()).isEmpty();
			assertThat(this.client.apps().deployments().inNamespace("infra").list().getItems()).isEmpty();
			assertThat(this.client.rbac().clusterRoleBindings().list().getItems()).isEmpty();
		});
	}

	@Test
	void neverTouchesAnotherOnesObject() {
		this.client
			.resource(new ServiceBuilder().withNewMetadata()
				.withName("web")
				.withNamespace("infra")
				.endMetadata()
				.withNewSpec()
				.withType("ClusterIP")
				.endSpec()
				.build())
			.create();
		translate(CLASS + WEB);
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			assertThat(state().obstacle()).isNotNull();
			assertThat(Objects.requireNonNull(state().obstacle()).message()).contains("Service infra/web",
					"rename the Gateway");
		});
		assertThat(service().getSpec().getType()).isEqualTo("ClusterIP");
	}

	@Test
	void programmedNeedsAReplicaAndAnAddress() {
		translate(CLASS + WEB);
		awaitDataPlane();
		this.client.apps().deployments().inNamespace("infra").withName("web").editStatus((deployment) -> {
			deployment
				.setStatus(new io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder().withAvailableReplicas(1)
					.build());
			return deployment;
		});
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			assertThat(state().obstacle()).isNotNull();
			assertThat(Objects.requireNonNull(state().obstacle()).reason()).isEqualTo(Reason.ADDRESS_NOT_ASSIGNED);
			assertThat(Objects.requireNonNull(state().obstacle()).message()).contains("serviceType");
		});
		this.client.services().inNamespace("infra").withName("web").editStatus((service) -> {
			service.setStatus(new io.fabric8.kubernetes.api.model.ServiceStatusBuilder().withNewLoadBalancer()
				.withIngress(new LoadBalancerIngressBuilder().withIp("192.0.2.1").build())
				.endLoadBalancer()
				.build());
			return service;
		});
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(state())
				.isEqualTo(new DataPlaneState(List.of(new Address("IPAddress", "192.0.2.1")), null)));
	}

	@Test
	void createsTheClassThatIsMissing() {
		translate(WEB);
		await().atMost(Duration.ofSeconds(20)).until(() -> this.controller.writes() >= 1);
		assertThat(this.client.genericKubernetesResources("gateway.networking.k8s.io/v1", "GatewayClass")
			.withName("penstock")
			.get()
			.<Object>get("spec", "controllerName")).isEqualTo("penstock.dev/gateway-controller");
	}

	private void awaitDataPlane() {
		await().atMost(Duration.ofSeconds(20)).until(() -> {
			Deployment deployment = this.client.apps().deployments().inNamespace("infra").withName("web").get();
			return deployment != null && this.client.policy()
				.v1()
				.podDisruptionBudget()
				.inNamespace("infra")
				.withName("web")
				.get() != null;
		});
	}

	private Service service() {
		return this.client.services().inNamespace("infra").withName("web").get();
	}

	private DataPlaneState state() {
		Map<ResourceKey, DataPlaneState> states = this.controller.dataPlanes().report().gateways();
		return Objects.requireNonNull(states.get(GATEWAY));
	}

	private void translate(String manifests) {
		List<Resource> resources = new ArrayList<>();
		ManifestText text = ManifestText.parse(manifests, ManifestText.Format.YAML);
		((ManifestText.Documents) text).nodes()
			.forEach((node) -> ObjectDecoder.decode(node)
				.forEach((decoded) -> resources.add(Objects.requireNonNull(decoded.resource()))));
		ClusterSnapshot snapshot = ClusterSnapshot.of(1, resources);
		this.controller.translated(snapshot,
				new Translator(TranslationSettings.onCluster(InferencePools.SERVED)).translate(snapshot).report());
	}

}
