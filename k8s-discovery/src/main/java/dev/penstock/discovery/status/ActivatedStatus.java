package dev.penstock.discovery.status;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.ActivationResult;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Condition.Status;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.GatewayStatus;
import dev.penstock.discovery.report.StatusReport.ListenerSetStatus;
import dev.penstock.discovery.report.StatusReport.ListenerStatus;

/**
 * Joins a report, in which everything valid is programmed, with what became of the table.
 * Every sink says what this returns and never what the report alone says.
 */
public final class ActivatedStatus {

	private ActivatedStatus() {
	}

	/**
	 * Joins the two.
	 * <p>
	 * Where the table was refused, no Gateway or listener that waited for it is
	 * programmed ({@code Pending}). Where a listener could not be bound, it is not
	 * accepted ({@code PortUnavailable}) nor programmed ({@code Invalid}), and its
	 * Gateway says so ({@code ListenersNotValid}).
	 * @param report what translation found
	 * @param result what became of the table
	 * @return the statuses that hold
	 */
	public static StatusReport of(StatusReport report, ActivationResult result) {
		SortedMap<ResourceKey, GatewayStatus> gateways = new TreeMap<>();
		report.gateways().forEach((key, status) -> gateways.put(key, switch (result) {
			case ActivationResult.Active active -> active(key, status, active.refusedListeners());
			case ActivationResult.Refused refused -> refused(status, refused);
		}));
		SortedMap<ResourceKey, ListenerSetStatus> sets = new TreeMap<>();
		report.listenerSets().forEach((key, status) -> sets.put(key, switch (result) {
			case ActivationResult.Active active -> active(key, status, active.refusedListeners());
			case ActivationResult.Refused refused -> refused(status, refused);
		}));
		return new StatusReport(report.gatewayClasses(), gateways, sets, report.routes(), report.pools(),
				report.policies(), report.problems());
	}

	private static GatewayStatus refused(GatewayStatus status, ActivationResult.Refused refused) {
		String message = message(refused);
		return new GatewayStatus(pending(status.conditions(), message), pendingListeners(status.listeners(), message));
	}

	private static ListenerSetStatus refused(ListenerSetStatus status, ActivationResult.Refused refused) {
		String message = message(refused);
		return new ListenerSetStatus(status.gateway(), pending(status.conditions(), message),
				pendingListeners(status.listeners(), message));
	}

	private static String message(ActivationResult.Refused refused) {
		return "the data plane refused generation " + refused.generation() + " of the configuration (" + refused.cause()
				+ "); the one before it is served on";
	}

	private static List<ListenerStatus> pendingListeners(List<ListenerStatus> listeners, String message) {
		return listeners.stream().map((listener) -> with(listener, pending(listener.conditions(), message))).toList();
	}

	private static List<Condition> pending(List<Condition> conditions, String message) {
		return replace(conditions, Conditions.PROGRAMMED,
				(condition) -> Conditions.pending(message, condition.observedGeneration()));
	}

	private static GatewayStatus active(ResourceKey gateway, GatewayStatus status,
			SortedMap<ListenerKey, String> refusedListeners) {
		Bound result = bind(gateway, status.listeners(), refusedListeners);
		if (result.unbound().isEmpty()) {
			return status;
		}
		String message = result.message();
		String bound = result.bound();
		List<Condition> conditions = replace(status.conditions(), Conditions.ACCEPTED, (condition) -> {
			String before = condition.reason().equals(Conditions.LISTENERS_NOT_VALID) ? condition.message() + "; " : "";
			long generation = condition.observedGeneration();
			return bound.isEmpty() ? Conditions.noListenerValid(before + message, generation)
					: Conditions.someListenersNotValid(before + message + "; served: " + bound, generation);
		});
		if (bound.isEmpty()) {
			conditions = replace(conditions, Conditions.PROGRAMMED,
					(condition) -> Conditions.notProgrammed(message, condition.observedGeneration()));
		}
		return new GatewayStatus(conditions, result.listeners());
	}

	private static ListenerSetStatus active(ResourceKey set, ListenerSetStatus status,
			SortedMap<ListenerKey, String> refusedListeners) {
		Bound result = bind(set, status.listeners(), refusedListeners);
		if (result.unbound().isEmpty()) {
			return status;
		}
		boolean nothing = result.bound().isEmpty();
		List<Condition> conditions = replace(status.conditions(), Conditions.ACCEPTED,
				(condition) -> nothing
						? Conditions.listenerSetNotAccepted(Conditions.LISTENERS_NOT_VALID, result.message(),
								condition.observedGeneration())
						: Conditions.listenerSetPartlyAccepted(result.message() + "; served: " + result.bound(),
								condition.observedGeneration()));
		if (nothing) {
			conditions = replace(conditions, Conditions.PROGRAMMED,
					(condition) -> Conditions.listenerSetNotProgrammed(Conditions.LISTENERS_NOT_VALID, result.message(),
							condition.observedGeneration()));
		}
		return new ListenerSetStatus(status.gateway(), conditions, result.listeners());
	}

	private static Bound bind(ResourceKey owner, List<ListenerStatus> wanted,
			SortedMap<ListenerKey, String> refusedListeners) {
		List<ListenerStatus> listeners = new ArrayList<>();
		List<String> unbound = new ArrayList<>();
		for (ListenerStatus listener : wanted) {
			String cause = refusedListeners.get(new ListenerKey(owner, listener.name()));
			if (cause != null) {
				unbound.add(listener.name() + " (" + cause + ")");
			}
			listeners.add((cause != null) ? unbound(listener, cause) : listener);
		}
		return new Bound(listeners, unbound);
	}

	private static ListenerStatus unbound(ListenerStatus listener, String cause) {
		String message = "the port could not be bound: " + cause;
		List<Condition> conditions = replace(listener.conditions(), Conditions.ACCEPTED,
				(condition) -> Conditions.portUnavailable(message, condition.observedGeneration()));
		return with(listener, replace(conditions, Conditions.PROGRAMMED,
				(condition) -> Conditions.notProgrammed(message, condition.observedGeneration())));
	}

	/**
	 * Replaces the condition of a type if it is True; one that isn't has its own cause.
	 */
	private static List<Condition> replace(List<Condition> conditions, String type, Replacement replacement) {
		return conditions.stream()
			.map((condition) -> (condition.type().equals(type) && condition.status() == Status.TRUE)
					? replacement.of(condition) : condition)
			.toList();
	}

	private static boolean isTrue(List<Condition> conditions, String type) {
		return conditions.stream()
			.anyMatch((condition) -> condition.type().equals(type) && condition.status() == Status.TRUE);
	}

	private static ListenerStatus with(ListenerStatus listener, List<Condition> conditions) {
		return new ListenerStatus(listener.name(), listener.supportedKinds(), listener.attachedRoutes(), conditions);
	}

	/** Is what became of listeners, and which could not be bound. */
	private record Bound(List<ListenerStatus> listeners, List<String> unbound) {

		String message() {
			return "could not be bound: " + String.join(", ", this.unbound);
		}

		String bound() {
			return this.listeners.stream()
				.filter((listener) -> isTrue(listener.conditions(), Conditions.PROGRAMMED))
				.map(ListenerStatus::name)
				.collect(Collectors.joining(", "));
		}

	}

	/** Makes a condition of another. */
	@FunctionalInterface
	private interface Replacement {

		Condition of(Condition condition);

	}

}
