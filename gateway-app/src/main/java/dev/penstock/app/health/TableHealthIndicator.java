package dev.penstock.app.health;

import dev.penstock.app.routing.ActiveTable;
import dev.penstock.app.routing.RouteActivation;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Is up as soon as the first table is served. Readiness asks it. A controller, which
 * serves none, has another one of that name.
 */
@ConditionalOnExpression("'${penstock.role:standalone}' != 'controller'")
@Component("table")
public final class TableHealthIndicator implements HealthIndicator {

	private final RouteActivation activation;

	TableHealthIndicator(RouteActivation activation) {
		this.activation = activation;
	}

	@Override
	public Health health() {
		ActiveTable active = this.activation.active();
		return (active != null) ? Health.up().withDetail("generation", active.table().generation()).build()
				: Health.outOfService().withDetail("cause", "no table has been activated yet").build();
	}

}
