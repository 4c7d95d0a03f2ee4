package dev.penstock.discovery.source.kube;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.snapshot.SnapshotStore;
import dev.penstock.discovery.source.kube.ResourceWatch.Timing;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Is a cluster that is read, with each state that could be seen. */
final class ClusterFixture implements AutoCloseable {

	static final String CONTROLLER = "penstock.dev/gateway-controller";

	static final WatchScope PROXY = new WatchScope.OneGateway(new ResourceKey("Gateway", "infra", "edge"), true);

	static final WatchScope WHOLE = new WatchScope.Controller(CONTROLLER, true);

	/** Impatient where it tries again, patient where it waits for what is late. */
	static final Timing TIMING = new Timing(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMillis(200),
			Duration.ofSeconds(30), Duration.ofSeconds(30));

	static final String BASE = """
			apiVersion: gateway.networking.k8s.io/v1
			kind: GatewayClass
			metadata: {name: penstock}
			spec: {controllerName: penstock.dev/gateway-controller}
			---
			apiVersion: gateway.networking.k8s.io/v1
			kind: Gateway
			metadata: {name: edge, namespace: infra}
			spec:
			  gatewayClassName: penstock
			  listeners:
			  - {name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
			""";

	final FakeApiServer server = new FakeApiServer();

	final SnapshotStore store = new SnapshotStore();

	final List<ClusterSnapshot> seen = new CopyOnWriteArrayList<>();

	private final KubernetesClient client = this.server.client();

	final ClusterSource source;

	ClusterFixture(WatchScope scope) {
		this(scope, TIMING);
	}

	ClusterFixture(WatchScope scope, Timing timing) {
		this.source = new ClusterSource(this.client, scope, this.store, () -> this.seen.add(this.store.snapshot()),
				timing);
	}

	/** Starts to read what is there and waits until it has been read. */
	ClusterFixture start() {
		this.source.start();
		await(() -> this.source.synced());
		return this;
	}

	static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).until(condition);
	}

	static void eventually(ThrowingRunnable assertion) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).untilAsserted(assertion);
	}

	List<String> keys() {
		return keys(this.store.snapshot());
	}

	static List<String> keys(ClusterSnapshot snapshot) {
		return snapshot.resources().keySet().stream().map(ResourceKey::toString).toList();
	}

	static String route(String name, String backends) {
		return """
				apiVersion: gateway.networking.k8s.io/v1
				kind: HTTPRoute
				metadata: {name: %s, namespace: apps}
				spec:
				  parentRefs: [{name: edge, namespace: infra}]
				  rules: [{backendRefs: [%s]}]
				""".formatted(name, backends);
	}

	static String service(String name) {
		return """
				apiVersion: v1
				kind: Service
				metadata: {name: %1$s, namespace: apps}
				spec: {ports: [{port: 80}]}
				---
				apiVersion: discovery.k8s.io/v1
				kind: EndpointSlice
				metadata: {name: %1$s-1, namespace: apps, labels: {kubernetes.io/service-name: %1$s}}
				addressType: IPv4
				endpoints: [{addresses: [10.0.0.1]}]
				ports: [{port: 80}]
				""".formatted(name);
	}

	@Override
	public void close() {
		this.source.stop();
		this.client.close();
		this.server.close();
	}

}
