package dev.penstock.discovery.source.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;

/** Makes the client by which a cluster is read and written. */
public final class ClusterClient {

	private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

	private ClusterClient() {
	}

	/**
	 * Creates a client for the cluster that the process runs in, or else for that of
	 * {@code KUBECONFIG}. Nothing is asked yet.
	 * @return the client, to be closed
	 */
	public static KubernetesClient create() {
		Config config = new ConfigBuilder().withConnectionTimeout(CONNECT_TIMEOUT_MILLIS).build();
		return new KubernetesClientBuilder().withConfig(config)
			.withHttpClientFactory(new JdkHttpClientFactory())
			.build();
	}

}
