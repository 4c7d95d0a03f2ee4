package dev.penstock.app.mode;

import java.util.List;

import dev.penstock.app.health.SourceProblems;
import dev.penstock.app.routing.FilterFactories;
import dev.penstock.app.routing.RouteActivation;
import dev.penstock.discovery.loop.ReconcileLoop;
import dev.penstock.discovery.port.StatusSink;
import dev.penstock.discovery.snapshot.SnapshotStore;
import dev.penstock.discovery.source.kube.ClusterSource;
import dev.penstock.discovery.source.kube.WatchScope;
import dev.penstock.discovery.translate.TranslationSettings;
import dev.penstock.discovery.translate.Translator;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Serves one Gateway of a cluster. The statuses are the controller's to write. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "penstock.role", havingValue = "proxy")
@EnableConfigurationProperties(ProxyModeProperties.class)
public class ProxyModeConfiguration {

	@Bean
	SnapshotStore snapshotStore() {
		return new SnapshotStore();
	}

	@Bean
	ReconcileLoop reconcileLoop(SnapshotStore store, ProxyModeProperties properties, RouteActivation activation,
			FilterFactories filters, List<StatusSink> sinks) {
		Translator translator = new Translator(
				TranslationSettings.onCluster(properties.inferenceExtension().pools()).withFilters(filters));
		return new ReconcileLoop(store, translator::translate, activation, sinks);
	}

	@Bean
	ClusterSource clusterSource(KubernetesClient client, SnapshotStore store, ProxyModeProperties properties,
			ObjectProvider<ReconcileLoop> loop) {
		WatchScope scope = new WatchScope.OneGateway(properties.gateway().key(),
				properties.inferenceExtension().isRead());
		return new ClusterSource(client, scope, store, () -> {
			ReconcileLoop running = loop.getObject();
			running.start();
			running.signal();
		});
	}

	@Bean
	SourceProblems clusterProblems(ClusterSource source) {
		return source::problems;
	}

	@Bean
	ClusterLifecycle clusterLifecycle(ClusterSource source, ReconcileLoop loop) {
		return new ClusterLifecycle(source, loop);
	}

}
