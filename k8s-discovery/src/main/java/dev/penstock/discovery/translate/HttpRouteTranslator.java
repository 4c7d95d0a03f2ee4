package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

import dev.penstock.discovery.model.BackendTarget;
import dev.penstock.discovery.model.ListenerBinding;
import dev.penstock.discovery.model.ListenerKey;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.RouteAction;
import dev.penstock.discovery.model.RouteRule;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Condition.Status;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.StatusReport.RouteParentStatus;
import dev.penstock.discovery.report.StatusReport.RouteStatus;
import dev.penstock.discovery.resource.HttpRoute;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.translate.ParentBinder.Attached;
import dev.penstock.discovery.translate.ParentBinder.Attachment;
import dev.penstock.discovery.translate.TranslationSettings.DataPlanes;
import org.jspecify.annotations.Nullable;

/** Translates the HTTPRoutes and GRPCRoutes that refer to Gateways of ours. */
final class HttpRouteTranslator {

	private final ClusterSnapshot snapshot;

	private final DataPlanes dataPlanes;

	private final Map<ResourceKey, RouteParent> parentsByKey = new HashMap<>();

	private final ParentBinder parents;

	private final RuleTranslator rules;

	private final FilterCompatibility compatibility;

	private final Problems problems;

	HttpRouteTranslator(ClusterSnapshot snapshot, Collection<JudgedGateway> gateways, NamespaceLabels namespaces,
			RuleTranslator rules, DataPlanes dataPlanes, Problems problems) {
		this.snapshot = snapshot;
		this.dataPlanes = dataPlanes;
		for (JudgedGateway gateway : gateways) {
			ResourceKey key = gateway.gateway().key();
			this.parentsByKey.put(key, new RouteParent(key, key, gateway.listeners()));
			gateway.sets()
				.forEach((set) -> this.parentsByKey.put(set.set().key(),
						new RouteParent(set.set().key(), key, set.listeners())));
		}
		this.parents = new ParentBinder(namespaces, problems);
		this.rules = rules;
		this.compatibility = new FilterCompatibility(problems);
		this.problems = problems;
	}

	/**
	 * Translates all routes.
	 * @return those that refer to a Gateway of ours, by their precedence
	 */
	List<TranslatedRoute> translate() {
		List<TranslatedRoute> translated = new ArrayList<>();
		for (HttpRoute route : this.snapshot.all(HttpRoute.class).stream().sorted(RoutePrecedence.ORDER).toList()) {
			Map<Integer, RouteParent> ours = ourParents(route);
			if (!ours.isEmpty()) {
				translated.add(translate(route, ours));
			}
		}
		return translated;
	}

	/** Returns what routes can attach to by the positions of the references to it. */
	private Map<Integer, RouteParent> ourParents(HttpRoute route) {
		Map<Integer, RouteParent> ours = new TreeMap<>();
		for (int i = 0; i < route.parents().size(); i++) {
			ParentReference parent = route.parents().get(i);
			if (parent.group().equals(Kinds.GATEWAY_GROUP)
					&& (parent.kind().equals(Kinds.GATEWAY) || parent.kind().equals(Kinds.LISTENER_SET))) {
				ResourceKey key = new ResourceKey(parent.kind(),
						(parent.namespace() != null) ? parent.namespace() : route.key().namespace(), parent.name());
				RouteParent found = this.parentsByKey.get(key);
				if (found != null) {
					ours.put(i, found);
				}
				else if (!this.snapshot.resources().containsKey(key) && isEveryOneThere(parent)) {
					this.problems.warn(route.key(), "spec.parentRefs[" + i + "].name", key + " does not exist",
							"create it or name a " + parent.kind() + " that exists");
				}
			}
		}
		return ours;
	}

	/** A data plane of one Gateway doesn't read the ListenerSets of others. */
	private boolean isEveryOneThere(ParentReference parent) {
		return parent.kind().equals(Kinds.GATEWAY) || this.dataPlanes == DataPlanes.SHARED;
	}

	private TranslatedRoute translate(HttpRoute route, Map<Integer, RouteParent> ours) {
		long generation = route.metadata().generation();
		Condition refusal = refusal(route, generation);
		List<RouteParentStatus> statuses = new ArrayList<>();
		SortedMap<ListenerKey, Attached> attached = new TreeMap<>();
		List<Attachment> attachments = new ArrayList<>();
		ours.forEach((index, parent) -> {
			Attachment attachment = (refusal != null) ? new Attachment(refusal)
					: this.parents.attach(route, index, parent);
			attachments.add(attachment);
			attached.putAll(attachment.listeners());
		});
		List<ListenerBinding> bindings = attached.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().listener().served())
			.map((entry) -> new ListenerBinding(entry.getKey(), entry.getValue().hostnames()))
			.toList();
		List<RouteRule> translated = IntStream.range(0, route.rules().size())
			.mapToObj((index) -> this.rules.translate(route, index, bindings))
			.toList();
		Condition resolvedRefs = resolvedRefs(translated, generation);
		SortedSet<ResourceKey> acceptedBy = new TreeSet<>();
		int next = 0;
		for (Map.Entry<Integer, RouteParent> parent : ours.entrySet()) {
			Condition accepted = attachments.get(next++).accepted();
			statuses.add(new RouteParentStatus(route.parents().get(parent.getKey()), List.of(accepted, resolvedRefs)));
			if (accepted.status() == Status.TRUE) {
				acceptedBy.add(parent.getValue().gateway());
			}
		}
		return new TranslatedRoute(route, new RouteStatus(statuses), translated, attached.keySet(), acceptedBy,
				!bindings.isEmpty());
	}

	/** Returns why a route is refused as a whole, or null if it isn't. */
	private @Nullable Condition refusal(HttpRoute route, long generation) {
		List<Problem> unsupported = this.rules.refusals(route);
		if (!unsupported.isEmpty()) {
			return Conditions.unsupportedValue(sum(unsupported), generation);
		}
		List<Problem> contradictions = this.compatibility.contradictions(route);
		return contradictions.isEmpty() ? null : Conditions.incompatibleFilters(sum(contradictions), generation);
	}

	private static Condition resolvedRefs(List<RouteRule> rules, long generation) {
		List<Condition> unresolved = new ArrayList<>();
		for (RouteRule rule : rules) {
			for (BackendTarget target : rule.targets()) {
				if (target instanceof BackendTarget.Unresolved(var _, String reason, String message)) {
					unresolved.add(Conditions.unresolvedRefs(reason, message, generation));
				}
			}
			for (RouteAction action : rule.allActions()) {
				if (action instanceof RouteAction.Unresolved(var _, String reason, String message)) {
					unresolved.add(Conditions.unresolvedRefs(reason, message, generation));
				}
			}
		}
		if (unresolved.isEmpty()) {
			return Conditions.resolvedRefs("every backend was found", generation);
		}
		Condition first = unresolved.getFirst();
		return Conditions.unresolvedRefs(first.reason(), first.message() + more(unresolved.size() - 1), generation);
	}

	private static String sum(List<Problem> refusals) {
		return refusals.getFirst().text() + more(refusals.size() - 1);
	}

	private static String more(int count) {
		return (count > 0) ? " (and " + count + " more)" : "";
	}

	/**
	 * Is a route with what is said about it.
	 *
	 * @param route the route
	 * @param status its status
	 * @param rules its rules
	 * @param attached the listeners that it is attached to
	 * @param acceptedBy the Gateways that accepted it
	 * @param served whether any of the listeners is served
	 */
	record TranslatedRoute(HttpRoute route, RouteStatus status, List<RouteRule> rules, Set<ListenerKey> attached,
			SortedSet<ResourceKey> acceptedBy, boolean served) {
	}

}
