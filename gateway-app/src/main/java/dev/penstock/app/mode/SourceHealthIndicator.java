package dev.penstock.app.mode;

import dev.penstock.discovery.source.kube.ClusterSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Is up as soon as the cluster has been read once. A controller's readiness asks it. */
final class SourceHealthIndicator implements HealthIndicator {

	private final ClusterSource source;

	SourceHealthIndicator(ClusterSource source) {
		this.source = source;
	}

	@Override
	public Health health() {
		return this.source.synced() ? Health.up().build()
				: Health.outOfService().withDetail("cause", "the cluster has not been read yet").build();
	}

}
