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
import dev.penstock.discovery.report.StatusReport.ListenerSetStatus;
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
		SortedMap<ResourceKey, ListenerSetStatus> sets = new TreeMap<>();
		report.listenerSets().forEach((key, status) -> sets.put(key, listenerSet(status, dataPlanes)));
		return new Statuses(new StatusReport(classes, gateways, sets, report.routes(), report.pools(),
				report.policies(), report.problems()), addresses);
	}

	/** A ListenerSet shares its Gateway's fate. */
	private static ListenerSetStatus listenerSet(ListenerSetStatus status, DataPlaneReport dataPlanes) {
		Condition refusal = dataPlanes.refusals().get(status.gateway());
		if (refusal != null) {
			String message = status.gateway() + " is not accepted (" + refusal.reason() + ")";
			List<Condition> conditions = replace(status.conditions(), Conditions.ACCEPTED, (condition) -> Conditions
				.listenerSetNotAccepted(Conditions.PARENT_NOT_ACCEPTED, message, condition.observedGeneration()));
			return new ListenerSetStatus(status.gateway(),
					replace(conditions, Conditions.PROGRAMMED,
							(condition) -> Conditions.listenerSetNotProgrammed(Conditions.PARENT_NOT_PROGRAMMED,
									message, condition.observedGeneration())),
					listeners(status.listeners(),
							(condition) -> Conditions.notProgrammed(message, condition.observedGeneration())));
		}
		DataPlaneState state = dataPlanes.gateways().get(status.gateway());
		Obstacle obstacle = ((state != null) ? state : DataPlaneState.UNKNOWN).obstacle();
		if (obstacle == null) {
			return status;
		}
		UnaryOperator<Condition> hindered = (condition) -> condition(obstacle, condition.observedGeneration());
		return switch (obstacle.reason()) {
			case PENDING, INVALID ->
				new ListenerSetStatus(status.gateway(), replace(status.conditions(), Conditions.PROGRAMMED, hindered),
						listeners(status.listeners(), hindered));
			// The listeners are served, only not where they should be.
			case ADDRESS_NOT_ASSIGNED,
					ADDRESS_NOT_USABLE ->
				new ListenerSetStatus(status.gateway(),
						replace(status.conditions(), Conditions.PROGRAMMED,
								(condition) -> Conditions.listenerSetNotProgrammed(Conditions.PARENT_NOT_PROGRAMMED,
										obstacle.message(), condition.observedGeneration())),
						status.listeners());
		};
	}

	private static GatewayStatus refused(GatewayStatus status, Condition refusal) {
		UnaryOperator<Condition> notProgrammed = (condition) -> Conditions
			.notProgrammed("the Gateway is not accepted (" + refusal.reason() + ")", condition.observedGeneration());
		List<Condition> conditions = replace(status.conditions(), Conditions.ACCEPTED, (_) -> refusal);
		return new GatewayStatus(replace(conditions, Conditions.PROGRAMMED, notProgrammed),
				listeners(status.listeners(), notProgrammed));
	}

	private static GatewayStatus hindered(GatewayStatus status, Obstacle obstacle) {
		List<Condition> conditions = replace(status.conditions(), Conditions.PROGRAMMED,
				(condition) -> condition(obstacle, condition.observedGeneration()));
		return switch (obstacle.reason()) {
			case PENDING, INVALID -> new GatewayStatus(conditions,
					listeners(status.listeners(), (condition) -> condition(obstacle, condition.observedGeneration())));
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

	private static List<ListenerStatus> listeners(List<ListenerStatus> listeners, UnaryOperator<Condition> programmed) {
		return listeners.stream()
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
