package dev.penstock.discovery.translate;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;

/**
 * Decides which listeners of a Gateway a route attaches to: those that the reference
 * selects, that allow the route's kind and namespace, and that have a host name in common
 * with it. Whether a listener is served doesn't matter to that (Gateway API,
 * {@code ListenerStatus.attachedRoutes}).
 */
final class ParentBinder {

	private final NamespaceLabels namespaces;

	private final Problems problems;

	ParentBinder(NamespaceLabels namespaces, Problems problems) {
		this.namespaces = namespaces;
		this.problems = problems;
	}

	/**
	 * Attaches a route to a Gateway.
	 * @param route the route
	 * @param index the position of the reference in the route
	 * @param gateway the Gateway that the reference names
	 */
	Attachment attach(HttpRoute route, int index, JudgedGateway gateway) {
		ParentReference parent = route.parents().get(index);
		long generation = route.metadata().generation();
		List<JudgedListener> selected = gateway.listeners().stream().filter((l) -> selects(parent, l)).toList();
		if (selected.isEmpty()) {
			return new Attachment(Conditions.noMatchingParent(noMatch(route, index, gateway).text(), generation));
		}
		List<JudgedListener> allowing = selected.stream().filter((listener) -> allows(listener, route)).toList();
		if (allowing.isEmpty()) {
			return new Attachment(
					Conditions.notAllowedByListeners(notAllowed(route, index, selected).text(), generation));
		}
		SortedMap<ListenerKey, Attached> attached = new TreeMap<>();
		for (JudgedListener listener : allowing) {
			List<String> hostnames = Hostnames.intersect(listener.listener().hostname(), route.hostnames());
			if (hostnames != null) {
				attached.put(listener.key(), new Attached(listener, hostnames));
			}
		}
		if (attached.isEmpty()) {
			return new Attachment(
					Conditions.noMatchingListenerHostname(noHostname(route, allowing).text(), generation));
		}
		return new Attachment(Conditions.accepted(
				"the route is attached to listener "
						+ attached.keySet().stream().map(ListenerKey::name).collect(Collectors.joining(", ")),
				generation), attached);
	}

	private static boolean selects(ParentReference parent, JudgedListener listener) {
		return (parent.sectionName() == null || parent.sectionName().equals(listener.listener().name()))
				&& (parent.port() == null || parent.port() == listener.listener().port());
	}

	private boolean allows(JudgedListener listener, HttpRoute route) {
		boolean kind = listener.kinds().stream().anyMatch((allowed) -> allowed.kind().equals(Kinds.HTTP_ROUTE));
		String namespace = route.key().namespace();
		Gateway.AllowedRoutes allowed = listener.listener().allowedRoutes();
		return kind && switch (allowed.from()) {
			case ALL -> true;
			case SAME -> namespace.equals(listener.gateway().key().namespace());
			case SELECTOR -> allowed.selector().matches(this.namespaces.of(namespace));
			case NONE -> false;
		};
	}

	private Problem noMatch(HttpRoute route, int index, JudgedGateway gateway) {
		ParentReference parent = route.parents().get(index);
		String wanted = ((parent.sectionName() != null) ? " called " + parent.sectionName() : "")
				+ ((parent.port() != null) ? " on port " + parent.port() : "");
		String there = gateway.listeners()
			.stream()
			.map((listener) -> listener.listener().name() + " on port " + listener.listener().port())
			.collect(Collectors.joining(", "));
		return this.problems.error(route.key(),
				"spec.parentRefs[" + index + "]." + ((parent.sectionName() != null) ? "sectionName" : "port"),
				gateway.gateway().key() + " has no listener" + wanted, "use one of its listeners: " + there);
	}

	private Problem notAllowed(HttpRoute route, int index, List<JudgedListener> selected) {
		if (selected.stream().allMatch((listener) -> listener.kinds().isEmpty())) {
			return this.problems.error(route.key(), "spec.parentRefs[" + index + "]",
					"listener " + names(selected) + " of " + selected.getFirst().gateway().key()
							+ " serves no HTTPRoutes",
					"attach to a listener of protocol HTTP that allows kind HTTPRoute");
		}
		return this.problems.error(route.key(), "spec.parentRefs[" + index + "]",
				"listener " + names(selected) + " of " + selected.getFirst().gateway().key()
						+ " allows no HTTPRoutes from namespace " + route.key().namespace(),
				"allow them in the Gateway's spec.listeners[].allowedRoutes or attach to another listener");
	}

	private Problem noHostname(HttpRoute route, List<JudgedListener> allowing) {
		String hostnames = allowing.stream()
			.map((listener) -> listener.listener().name() + " (" + listener.listener().hostname() + ")")
			.collect(Collectors.joining(", "));
		return this.problems.error(
				route.key(), "spec.hostnames", "none of " + String.join(", ", route.hostnames())
						+ " is a host name of listener " + hostnames + " of " + allowing.getFirst().gateway().key(),
				"name a host that the listener is for");
	}

	private static String names(List<JudgedListener> listeners) {
		return listeners.stream().map((listener) -> listener.listener().name()).collect(Collectors.joining(", "));
	}

	/**
	 * Is what became of a reference to a parent.
	 *
	 * @param accepted whether the route is attached
	 * @param listeners the listeners that it is attached to
	 */
	record Attachment(Condition accepted, SortedMap<ListenerKey, Attached> listeners) {

		Attachment {
			listeners = Collections.unmodifiableSortedMap(new TreeMap<>(listeners));
		}

		Attachment(Condition refusal) {
			this(refusal, new TreeMap<>());
		}

	}

	/**
	 * Is a listener that a route is attached to.
	 *
	 * @param listener the listener
	 * @param hostnames the host names that both are for; empty means every host
	 */
	record Attached(JudgedListener listener, List<String> hostnames) {

		Attached {
			hostnames = List.copyOf(hostnames);
		}

	}

}
