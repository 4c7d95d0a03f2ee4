package dev.penstock.discovery.status;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.DataPlaneReport;
import dev.penstock.discovery.port.DataPlaneState;
import dev.penstock.discovery.port.DataPlaneState.Address;
import dev.penstock.discovery.port.DataPlaneState.Obstacle;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Condition.Status;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.GatewayClassStatus;
import dev.penstock.discovery.report.StatusReport.GatewayStatus;
import dev.penstock.discovery.report.StatusReport.ListenerStatus;
import dev.penstock.discovery.status.StatusPlanner.Statuses;

/**
 * Joins a report, in which everything valid is programmed, with the state of the data
 * planes that the Gateways have on a cluster.
 */
public final class DataPlaneStatus {

	private DataPlaneStatus() {
	}

	/**
	 * Joins the two.
	 * <p>
	 * Where parameters can't be used, the class or Gateway is not accepted. A Gateway is
	 * programmed when it has its addresses and a replica serves; its listeners are when a
	 * replica serves.
	 * @param report what translation found
	 * @param dataPlanes what is known of the data planes
	 * @return the statuses that hold, with the addresses of the Gateways
	 */
	public static Statuses of(StatusReport report, DataPlaneReport dataPlanes) {
		SortedMap<ResourceKey, GatewayClassStatus> classes = new TreeMap<>();
		report.gatewayClasses().forEach((key, status) -> {
			Condition refusal = dataPlanes.refusals().get(key);
			classes.put(key, (refusal == null) ? status : new GatewayClassStatus(
					replace(status.conditions(), Conditions.ACCEPTED, (_) -> refusal), status.supportedFeatures()));
		});
		SortedMap<ResourceKey, GatewayStatus> gateways = new TreeMap<>();
		SortedMap<ResourceKey, List<Address>> addresses = new TreeMap<>();
		report.gateways().forEach((key, status) -> {
			DataPlaneState state = dataPlanes.gateways().get(key);
			Condition refusal = dataPlanes.refusals().get(key);
			Obstacle obstacle = ((state != null) ? state : DataPlaneState.UNKNOWN).obstacle();
			addresses.put(key, (state != null) ? state.addresses() : List.of());
			if (refusal != null) {
				gateways.put(key, refused(status, refusal));
			}
			else {
				gateways.put(key, (obstacle != null) ? hindered(status, obstacle) : status);
			}
		});
		return new Statuses(new StatusReport(classes, gateways, report.routes(), report.pools(), report.policies(),
				report.problems()), addresses);
	}

	private static GatewayStatus refused(GatewayStatus status, Condition refusal) {
		UnaryOperator<Condition> notProgrammed = (condition) -> Conditions
			.notProgrammed("the Gateway is not accepted (" + refusal.reason() + ")", condition.observedGeneration());
		List<Condition> conditions = replace(status.conditions(), Conditions.ACCEPTED, (_) -> refusal);
		return new GatewayStatus(replace(conditions, Conditions.PROGRAMMED, notProgrammed),
				listeners(status, notProgrammed));
	}

	private static GatewayStatus hindered(GatewayStatus status, Obstacle obstacle) {
		List<Condition> conditions = replace(status.conditions(), Conditions.PROGRAMMED,
				(condition) -> condition(obstacle, condition.observedGeneration()));
		return switch (obstacle.reason()) {
			case PENDING, INVALID -> new GatewayStatus(conditions,
					listeners(status, (condition) -> condition(obstacle, condition.observedGeneration())));
			// The listeners are served, only not where they should be.
			case ADDRESS_NOT_ASSIGNED, ADDRESS_NOT_USABLE -> new GatewayStatus(conditions, status.listeners());
		};
	}

	private static Condition condition(Obstacle obstacle, long generation) {
		return switch (obstacle.reason()) {
			case PENDING -> Conditions.pending(obstacle.message(), generation);
			case INVALID -> Conditions.notProgrammed(obstacle.message(), generation);
			case ADDRESS_NOT_ASSIGNED -> Conditions.addressNotAssigned(obstacle.message(), generation);
			case ADDRESS_NOT_USABLE -> Conditions.addressNotUsable(obstacle.message(), generation);
		};
	}

	private static List<ListenerStatus> listeners(GatewayStatus status, UnaryOperator<Condition> programmed) {
		return status.listeners()
			.stream()
			.map((listener) -> new ListenerStatus(listener.name(), listener.supportedKinds(), listener.attachedRoutes(),
					replace(listener.conditions(), Conditions.PROGRAMMED, programmed)))
			.toList();
	}

	/**
	 * Replaces the condition of a type if it is True; one that isn't has its own cause.
	 */
	private static List<Condition> replace(List<Condition> conditions, String type,
			UnaryOperator<Condition> replacement) {
		return conditions.stream()
			.map((condition) -> (condition.type().equals(type) && condition.status() == Status.TRUE)
					? replacement.apply(condition) : condition)
			.toList();
	}

}
