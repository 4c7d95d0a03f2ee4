package dev.penstock.app.mode;

import java.nio.file.Path;
import java.util.List;

import dev.penstock.app.health.SourceProblems;
import dev.penstock.app.routing.FilterFactories;
import dev.penstock.app.routing.RouteActivation;
import dev.penstock.discovery.loop.ReconcileLoop;
import dev.penstock.discovery.port.StatusSink;
import dev.penstock.discovery.snapshot.SnapshotStore;
import dev.penstock.discovery.source.file.ManifestDirectorySource;
import dev.penstock.discovery.status.LogStatusSink;
import dev.penstock.discovery.translate.Translator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Serves a folder of manifests. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "penstock.role", havingValue = "standalone", matchIfMissing = true)
@EnableConfigurationProperties(StandaloneProperties.class)
public class StandaloneModeConfiguration {

	@Bean
	SnapshotStore snapshotStore() {
		return new SnapshotStore();
	}

	@Bean
	LogStatusSink logStatusSink() {
		return new LogStatusSink();
	}

	@Bean
	ReconcileLoop reconcileLoop(SnapshotStore store, StandaloneProperties properties, RouteActivation activation,
			FilterFactories filters, List<StatusSink> sinks) {
		Translator translator = new Translator(
				StandaloneProperties.translation(properties.gatewayClasses()).withFilters(filters));
		return new ReconcileLoop(store, translator::translate, activation, sinks);
	}

	@Bean
	ManifestDirectorySource manifestDirectorySource(SnapshotStore store, StandaloneProperties properties,
			ObjectProvider<ReconcileLoop> loop) {
		Path manifests = properties.manifests();
		if (manifests == null) {
			throw new IllegalStateException(
					"no folder of manifests is given; say --manifests=DIR or set penstock.standalone.manifests");
		}
		return new ManifestDirectorySource(manifests, store, () -> loop.getObject().signal());
	}

	@Bean
	SourceProblems manifestProblems(ManifestDirectorySource source) {
		return () -> source.problems().stream().map(Object::toString).toList();
	}

	@Bean
	DiscoveryLifecycle discoveryLifecycle(ManifestDirectorySource source, ReconcileLoop loop) {
		return new DiscoveryLifecycle(source, loop);
	}

}
