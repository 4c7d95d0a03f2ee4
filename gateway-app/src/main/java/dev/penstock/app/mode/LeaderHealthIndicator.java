package dev.penstock.app.mode;

import dev.penstock.discovery.leader.LeaderElection;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Tells who leads. It is always up: a controller that follows is as well as one that
 * leads.
 */
final class LeaderHealthIndicator implements HealthIndicator {

	private final LeaderElection election;

	LeaderHealthIndicator(LeaderElection election) {
		this.election = election;
	}

	@Override
	public Health health() {
		String leader = this.election.leader();
		return Health.up()
			.withDetail("leading", this.election.leading())
			.withDetail("identity", this.election.identity())
			.withDetail("leader", (leader != null) ? leader : "unknown")
			.build();
	}

}
