package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Condition.Status;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.ListenerSet;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Judges the ListenerSets of Gateways. "Implementations MUST treat the parent Gateway as
 * having the merged list of all listeners from itself and attached ListenerSets using the
 * following precedence: 1. parent Gateway 2. ListenerSet ordered by creation time (oldest
 * first) 3. ListenerSet ordered alphabetically by {namespace}/{name}" (Gateway API,
 * {@code ListenerSetSpec.listeners}).
 */
final class ListenerSetTranslator {

	private final Map<ResourceKey, List<ListenerSet>> byGateway = new HashMap<>();

	private final NamespaceLabels namespaces;

	private final Problems problems;

	ListenerSetTranslator(ClusterSnapshot snapshot, NamespaceLabels namespaces, Problems problems) {
		this.namespaces = namespaces;
		this.problems = problems;
		for (ListenerSet set : snapshot.all(ListenerSet.class).stream().sorted(RoutePrecedence.ORDER).toList()) {
			ResourceKey gateway = set.gateway();
			if (gateway == null) {
				problems.warn(set.key(), "spec.parentRef.kind",
						Kinds.qualified(set.parent().group(), set.parent().kind()) + " can't have listeners",
						"use kind Gateway of group " + Kinds.GATEWAY_GROUP);
			}
			else {
				if (snapshot.find(Gateway.class, gateway) == null) {
					problems.warn(set.key(), "spec.parentRef.name", gateway + " does not exist",
							"create it or name a Gateway that exists");
				}
				this.byGateway.computeIfAbsent(gateway, (_) -> new ArrayList<>()).add(set);
			}
		}
	}

	/**
	 * Judges the ListenerSets of a Gateway of ours, whose own listeners are bound.
	 * @param gateway the Gateway
	 * @param accepted whether the Gateway is accepted
	 * @param programmed whether the Gateway is served
	 * @param binder binds listeners
	 */
	List<JudgedListenerSet> translate(Gateway gateway, Condition accepted, Condition programmed,
			ListenerBinder binder) {
		Condition obstacle = (accepted.status() != Status.TRUE) ? accepted
				: (programmed.status() != Status.TRUE) ? programmed : null;
		return this.byGateway.getOrDefault(gateway.key(), List.of())
			.stream()
			.map((set) -> allows(gateway, set) ? judge(gateway, set, obstacle, binder) : notAllowed(gateway, set))
			.toList();
	}

	private boolean allows(Gateway gateway, ListenerSet set) {
		String namespace = set.key().namespace();
		return gateway.allowedListeners().allow(gateway.key().namespace(), namespace, this.namespaces.of(namespace));
	}

	private JudgedListenerSet notAllowed(Gateway gateway, ListenerSet set) {
		long generation = set.metadata().generation();
		String text = this.problems
			.error(set.key(), "spec.parentRef",
					gateway.key() + " allows no ListenerSets from namespace " + set.key().namespace(),
					"allow them in the Gateway's spec.allowedListeners or name another Gateway")
			.text();
		return new JudgedListenerSet(set, Conditions.listenerSetNotAccepted(Conditions.NOT_ALLOWED, text, generation),
				Conditions.listenerSetNotProgrammed(Conditions.NOT_ALLOWED, text, generation), List.of());
	}

	private static JudgedListenerSet judge(Gateway gateway, ListenerSet set, @Nullable Condition obstacle,
			ListenerBinder binder) {
		List<JudgedListener> listeners = binder.bind(new ListenerOwner(gateway, set),
				(obstacle != null) ? obstacle.reason() : null);
		long generation = set.metadata().generation();
		if (obstacle != null && obstacle.type().equals(Conditions.ACCEPTED)) {
			String text = gateway.key() + " is not accepted (" + obstacle.reason() + ")";
			return new JudgedListenerSet(set,
					Conditions.listenerSetNotAccepted(Conditions.PARENT_NOT_ACCEPTED, text, generation),
					Conditions.listenerSetNotProgrammed(Conditions.PARENT_NOT_PROGRAMMED, text, generation), listeners);
		}
		Condition accepted = accepted(listeners, generation);
		if (accepted.status() != Status.TRUE) {
			return new JudgedListenerSet(set, accepted,
					Conditions.listenerSetNotProgrammed(accepted.reason(), accepted.message(), generation), listeners);
		}
		Condition programmed = (obstacle != null)
				? Conditions.listenerSetNotProgrammed(Conditions.PARENT_NOT_PROGRAMMED,
						gateway.key() + " is not served (" + obstacle.reason() + ")", generation)
				: Conditions.programmed("the listeners are served", generation);
		return new JudgedListenerSet(set, accepted, programmed, listeners);
	}

	private static Condition accepted(List<JudgedListener> listeners, long generation) {
		List<JudgedListener> invalid = listeners.stream().filter((listener) -> !listener.valid()).toList();
		if (invalid.isEmpty()) {
			return Conditions.accepted("the ListenerSet is valid", generation);
		}
		String reasons = invalid.stream()
			.map((listener) -> listener.listener().name() + " (" + listener.invalidity() + ")")
			.collect(Collectors.joining(", "));
		return (invalid.size() == listeners.size())
				? Conditions.listenerSetNotAccepted(Conditions.LISTENERS_NOT_VALID,
						"none of the listeners is valid: " + reasons, generation)
				: Conditions.listenerSetPartlyAccepted("not valid: " + reasons, generation);
	}

}
