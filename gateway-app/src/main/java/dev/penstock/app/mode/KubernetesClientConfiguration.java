package dev.penstock.app.mode;

import dev.penstock.discovery.source.kube.ClusterClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Reaches the cluster, for the roles that have one. */
@Configuration(proxyBeanMethods = false)
@Conditional(KubernetesClientConfiguration.OnCluster.class)
public class KubernetesClientConfiguration {

	@Bean(destroyMethod = "close")
	KubernetesClient kubernetesClient() {
		return ClusterClient.create();
	}

	/** Holds for the roles that have a cluster. */
	static final class OnCluster extends AnyNestedCondition {

		OnCluster() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnProperty(name = "penstock.role", havingValue = "controller")
		static final class Controller {

		}

		@ConditionalOnProperty(name = "penstock.role", havingValue = "proxy")
		static final class Proxy {

		}

	}

}
