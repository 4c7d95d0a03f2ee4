package dev.penstock.app.mode;

import java.time.Clock;
import java.util.List;
import java.util.TreeMap;

import dev.penstock.app.health.SourceProblems;
import dev.penstock.app.routing.FilterFactories;
import dev.penstock.discovery.dataplane.DataPlaneController;
import dev.penstock.discovery.leader.LeaderElection;
import dev.penstock.discovery.loop.ReconcileLoop;
import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.port.StatusSink;
import dev.penstock.discovery.port.TableActivator;
import dev.penstock.discovery.snapshot.SnapshotStore;
import dev.penstock.discovery.source.kube.ClusterSource;
import dev.penstock.discovery.source.kube.WatchScope;
import dev.penstock.discovery.status.StatusPlanner;
import dev.penstock.discovery.status.StatusWriter;
import dev.penstock.discovery.translate.Translation;
import dev.penstock.discovery.translate.TranslationSettings;
import dev.penstock.discovery.translate.Translator;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Keeps the statuses and the data planes of a cluster's Gateways. Serves no request: the
 * tables that it translates are for their statuses alone.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "penstock.role", havingValue = "controller")
@EnableConfigurationProperties(ControllerProperties.class)
public class ControllerModeConfiguration {

	@Bean
	SnapshotStore snapshotStore() {
		return new SnapshotStore();
	}

	@Bean
	LeaderElection leaderElection(KubernetesClient client, ControllerProperties properties) {
		return new LeaderElection(client, properties.leaderElectionSettings());
	}

	@Bean
	DataPlaneController dataPlaneController(KubernetesClient client, ControllerProperties properties,
			LeaderElection election) {
		return new DataPlaneController(client, properties.dataPlaneSettings(), properties.gatewayClass().own(),
				election::leading);
	}

	@Bean
	ClusterSource clusterSource(KubernetesClient client, SnapshotStore store, ControllerProperties properties,
			ObjectProvider<ReconcileLoop> loop) {
		WatchScope scope = new WatchScope.Controller(TranslationSettings.CONTROLLER_NAME,
				properties.inferenceExtension().isRead());
		return new ClusterSource(client, scope, store, () -> {
			ReconcileLoop running = loop.getObject();
			running.start();
			running.signal();
		});
	}

	@Bean
	StatusWriter statusWriter(KubernetesClient client, ClusterSource source, DataPlaneController dataPlanes,
			LeaderElection election) {
		return new StatusWriter(client, new StatusPlanner(TranslationSettings.CONTROLLER_NAME), source,
				dataPlanes.dataPlanes(), election::leading, Clock.systemUTC());
	}

	@Bean
	ReconcileLoop reconcileLoop(SnapshotStore store, ControllerProperties properties, FilterFactories filters,
			DataPlaneController dataPlanes, List<StatusSink> sinks) {
		// The data planes activate their tables themselves.
		TableActivator activator = (table) -> new ActivationResult.Active(table.generation(), new TreeMap<>());
		Translator translator = new Translator(
				TranslationSettings.onCluster(properties.inferenceExtension().pools()).withFilters(filters));
		return new ReconcileLoop(store, (snapshot) -> {
			Translation translation = translator.translate(snapshot);
			dataPlanes.translated(snapshot, translation.report());
			return translation;
		}, activator, sinks);
	}

	@Bean
	SourceProblems clusterProblems(ClusterSource source) {
		return source::problems;
	}

	@Bean
	ControllerLifecycle controllerLifecycle(ClusterSource source, ReconcileLoop loop, DataPlaneController dataPlanes,
			StatusWriter writer, LeaderElection election) {
		return new ControllerLifecycle(source, loop, dataPlanes, writer, election);
	}

	@Bean
	LeaderHealthIndicator leaderHealthIndicator(LeaderElection election) {
		return new LeaderHealthIndicator(election);
	}

	@Bean
	SourceHealthIndicator table(ClusterSource source) {
		return new SourceHealthIndicator(source);
	}

	@Bean
	MeterBinder controllerMeters(LeaderElection election, StatusWriter writer, DataPlaneController dataPlanes) {
		return (registry) -> {
			Gauge.builder("penstock.controller.leader", election, (one) -> one.leading() ? 1 : 0)
				.description("Whether this controller leads, and so writes")
				.register(registry);
			FunctionCounter.builder("penstock.controller.status.writes", writer, StatusWriter::writes)
				.description("Statuses that were written")
				.register(registry);
			FunctionCounter.builder("penstock.controller.status.conflicts", writer, StatusWriter::conflicts)
				.description("Writes of statuses that were planned anew because the object had changed")
				.register(registry);
			FunctionCounter.builder("penstock.controller.status.failures", writer, StatusWriter::failures)
				.description("Writes of statuses that failed and were tried again")
				.register(registry);
			FunctionCounter.builder("penstock.controller.data.plane.writes", dataPlanes, DataPlaneController::writes)
				.description("Objects of data planes that were written or removed")
				.register(registry);
		};
	}

}
