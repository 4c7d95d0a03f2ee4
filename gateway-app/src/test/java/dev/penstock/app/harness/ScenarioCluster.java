package dev.penstock.app.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

import static org.awaitility.Awaitility.await;

/**
 * Is a real API server with the CRDs of the Gateway API and of the Inference Extension:
 * that which {@code KUBECONFIG} names, which must have them, or else K3s in a container,
 * where Docker runs. Without either, tests are skipped and say so.
 */
public final class ScenarioCluster implements AutoCloseable {

	private static final DockerImageName K3S = DockerImageName.parse("rancher/k3s:v1.34.1-k3s1");

	private static final List<String> CRDS = List.of(
			"https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.6.3/experimental-install.yaml",
			"https://github.com/kubernetes-sigs/gateway-api-inference-extension/releases/download/v1.6.0/manifests.yaml");

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/** Where Kubernetes' client looks for a kubeconfig before KUBECONFIG. */
	private static final String PROPERTY = "kubeconfig";

	private final @Nullable K3sContainer container;

	private ScenarioCluster(@Nullable K3sContainer container) {
		this.container = container;
	}

	/**
	 * Opens the cluster, so that clients made with their defaults from now on speak to
	 * it.
	 * @return the cluster
	 * @throws org.opentest4j.TestAbortedException if there is neither a
	 * {@code KUBECONFIG} nor Docker
	 */
	public static ScenarioCluster open() {
		if (System.getenv("KUBECONFIG") != null) {
			return new ScenarioCluster(null);
		}
		Assumptions.assumeTrue(DockerClientFactory.instance().isDockerAvailable(),
				"set KUBECONFIG to a cluster with the CRDs, or start Docker");
		K3sContainer container = new K3sContainer(K3S);
		ScenarioCluster cluster = new ScenarioCluster(container);
		try {
			container.start();
			Path kubeconfig = Files.createTempFile("penstock-scenarios", ".yaml");
			Files.writeString(kubeconfig, container.getKubeConfigYaml());
			kubeconfig.toFile().deleteOnExit();
			System.setProperty(PROPERTY, kubeconfig.toString());
			CRDS.forEach(ScenarioCluster::install);
		}
		catch (IOException ex) {
			cluster.close();
			throw new UncheckedIOException(ex);
		}
		catch (RuntimeException ex) {
			cluster.close();
			throw ex;
		}
		return cluster;
	}

	private static void install(String address) {
		try (KubernetesClient client = new KubernetesClientBuilder().build();
				InputStream manifests = URI.create(address).toURL().openStream()) {
			List<HasMetadata> created = client.load(manifests).serverSideApply();
			created.stream()
				.filter(CustomResourceDefinition.class::isInstance)
				.forEach((crd) -> await().atMost(PATIENCE)
					.until(() -> isEstablished(client, crd.getMetadata().getName())));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isEstablished(KubernetesClient client, String name) {
		CustomResourceDefinition crd = client.apiextensions().v1().customResourceDefinitions().withName(name).get();
		return crd != null && crd.getStatus() != null && crd.getStatus()
			.getConditions()
			.stream()
			.anyMatch((condition) -> "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
	}

	@Override
	public void close() {
		if (this.container != null) {
			System.clearProperty(PROPERTY);
			this.container.stop();
		}
	}

}
