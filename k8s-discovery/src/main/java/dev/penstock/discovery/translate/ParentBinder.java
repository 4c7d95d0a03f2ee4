package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import org.jspecify.annotations.Nullable;

/**
 * Decides which listeners of a Gateway or ListenerSet routes attach to. Asked for routes
 * in the order of their precedence. A route attaches to listeners: those that the
 * reference selects, that allow the route's kind and namespace, and that have a host name
 * in common with it. Whether a listener is served doesn't matter to that (Gateway API,
 * {@code ListenerStatus.attachedRoutes}).
 */
final class ParentBinder {

	private final NamespaceLabels namespaces;

	private final Problems problems;

	/** The host names that routes of each kind have on a listener. */
	private final Map<Taken, List<Owner>> taken = new HashMap<>();

	ParentBinder(NamespaceLabels namespaces, Problems problems) {
		this.namespaces = namespaces;
		this.problems = problems;
	}

	/**
	 * Attaches a route to a Gateway or ListenerSet.
	 * @param route the route
	 * @param index the position of the reference in the route
	 * @param named what the reference names
	 */
	Attachment attach(HttpRoute route, int index, RouteParent named) {
		ParentReference parent = route.parents().get(index);
		long generation = route.metadata().generation();
		List<JudgedListener> selected = named.listeners().stream().filter((l) -> selects(parent, l)).toList();
		if (selected.isEmpty()) {
			return new Attachment(Conditions.noMatchingParent(noMatch(route, index, named).text(), generation));
		}
		List<JudgedListener> allowing = selected.stream().filter((listener) -> allows(listener, route)).toList();
		if (allowing.isEmpty()) {
			return new Attachment(
					Conditions.notAllowedByListeners(notAllowed(route, index, selected).text(), generation));
		}
		SortedMap<ListenerKey, Attached> attached = new TreeMap<>();
		Problem conflict = null;
		for (JudgedListener listener : allowing) {
			List<String> hostnames = Hostnames.intersect(listener.listener().hostname(), route.hostnames());
			ResourceKey owner = (hostnames != null) ? owner(route, listener, hostnames) : null;
			if (hostnames != null && owner == null) {
				attached.put(listener.key(), new Attached(listener, hostnames));
			}
			else if (owner != null) {
				Problem taken = taken(route, listener, owner);
				conflict = (conflict != null) ? conflict : taken;
			}
		}
		attached.values().forEach((listener) -> take(route, listener));
		if (attached.isEmpty() && conflict != null) {
			return new Attachment(Conditions.hostnameTaken(conflict.text(), generation));
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
		boolean kind = listener.kinds().stream().anyMatch((allowed) -> allowed.kind().equals(route.key().kind()));
		String namespace = route.key().namespace();
		Gateway.AllowedRoutes allowed = listener.listener().allowedRoutes();
		return kind && switch (allowed.from()) {
			case ALL -> true;
			case SAME -> namespace.equals(listener.owner().key().namespace());
			case SELECTOR -> allowed.selector().matches(this.namespaces.of(namespace));
			case NONE -> false;
		};
	}

	/**
	 * Returns the route of the other kind that has one of the host names. "If a Route (A)
	 * of type HTTPRoute or GRPCRoute is attached to a Listener and that listener already
	 * has another Route (B) of the other type attached and the intersection of the
	 * hostnames of A and B is non-empty, then the implementation MUST accept exactly one
	 * of these two routes" (Gateway API, {@code GRPCRouteSpec.hostnames}): the one that
	 * comes first in {@link RoutePrecedence}.
	 */
	private @Nullable ResourceKey owner(HttpRoute route, JudgedListener listener, List<String> hostnames) {
		String other = route.key().kind().equals(Kinds.GRPC_ROUTE) ? Kinds.HTTP_ROUTE : Kinds.GRPC_ROUTE;
		return this.taken.getOrDefault(new Taken(listener.key(), other), List.of())
			.stream()
			.filter((owner) -> Hostnames.haveCommon(owner.hostnames(), hostnames))
			.map(Owner::route)
			.findFirst()
			.orElse(null);
	}

	private void take(HttpRoute route, Attached attached) {
		this.taken.computeIfAbsent(new Taken(attached.listener().key(), route.key().kind()), (_) -> new ArrayList<>())
			.add(new Owner(route.key(), attached.hostnames()));
	}

	private Problem taken(HttpRoute route, JudgedListener listener, ResourceKey owner) {
		return this.problems.error(route.key(), "spec.hostnames",
				owner + " has a host name in common with it on listener " + listener.listener().name() + " of "
						+ listener.owner().key()
						+ " and is older or first in the alphabet, and HTTPRoutes and GRPCRoutes can't share one",
				"give the two different host names or listeners");
	}

	private Problem noMatch(HttpRoute route, int index, RouteParent named) {
		ParentReference parent = route.parents().get(index);
		if (named.listeners().isEmpty()) {
			return this.problems.error(route.key(), "spec.parentRefs[" + index + "].name",
					named.key() + " is not allowed by " + named.gateway(),
					"allow it in the Gateway's spec.allowedListeners or name another parent");
		}
		String wanted = ((parent.sectionName() != null) ? " called " + parent.sectionName() : "")
				+ ((parent.port() != null) ? " on port " + parent.port() : "");
		String there = named.listeners()
			.stream()
			.map((listener) -> listener.listener().name() + " on port " + listener.listener().port())
			.collect(Collectors.joining(", "));
		return this.problems.error(route.key(),
				"spec.parentRefs[" + index + "]." + ((parent.sectionName() != null) ? "sectionName" : "port"),
				named.key() + " has no listener" + wanted, "use one of its listeners: " + there);
	}

	private Problem notAllowed(HttpRoute route, int index, List<JudgedListener> selected) {
		if (selected.stream().allMatch((listener) -> listener.kinds().isEmpty())) {
			return this.problems.error(route.key(), "spec.parentRefs[" + index + "]",
					"listener " + names(selected) + " of " + selected.getFirst().owner().key() + " serves no "
							+ route.key().kind() + "s",
					"attach to a listener of protocol HTTP or HTTPS that allows kind " + route.key().kind());
		}
		return this.problems.error(route.key(), "spec.parentRefs[" + index + "]",
				"listener " + names(selected) + " of " + selected.getFirst().owner().key() + " allows no "
						+ route.key().kind() + "s from namespace " + route.key().namespace(),
				"allow them in the " + selected.getFirst().owner().key().kind()
						+ "'s spec.listeners[].allowedRoutes or attach to another listener");
	}

	private Problem noHostname(HttpRoute route, List<JudgedListener> allowing) {
		String hostnames = allowing.stream()
			.map((listener) -> listener.listener().name() + " (" + listener.listener().hostname() + ")")
			.collect(Collectors.joining(", "));
		return this.problems.error(
				route.key(), "spec.hostnames", "none of " + String.join(", ", route.hostnames())
						+ " is a host name of listener " + hostnames + " of " + allowing.getFirst().owner().key(),
				"name a host that the listener is for");
	}

	private static String names(List<JudgedListener> listeners) {
		return listeners.stream().map((listener) -> listener.listener().name()).collect(Collectors.joining(", "));
	}

	/** Is where routes of a kind have host names. */
	private record Taken(ListenerKey listener, String kind) {
	}

	/** Is who has host names; none stand for every one. */
	private record Owner(ResourceKey route, List<String> hostnames) {
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
