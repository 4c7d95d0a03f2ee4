package dev.penstock.discovery.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.port.DataPlaneState.Address;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.GatewayClassStatus;
import dev.penstock.discovery.report.StatusReport.GatewayStatus;
import dev.penstock.discovery.report.StatusReport.ListenerSetStatus;
import dev.penstock.discovery.report.StatusReport.ListenerStatus;
import dev.penstock.discovery.report.StatusReport.PolicyStatus;
import dev.penstock.discovery.report.StatusReport.PoolStatus;
import dev.penstock.discovery.report.StatusReport.RouteStatus;
import dev.penstock.discovery.resource.HttpRoute.ParentReference;
import org.jspecify.annotations.Nullable;

/**
 * Plans what of an object's status is to be written.
 * <p>
 * Entries of other controllers stay what and where they are, ours are changed in their
 * place, added at the end, and removed when translation no longer has them. A condition
 * keeps its {@code lastTransitionTime} while its status stays the same. Nothing is
 * planned where nothing changes.
 */
public final class StatusPlanner {

	private static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

	private static final String GATEWAY = "Gateway";

	/** The most addresses that the Gateway API allows ({@code GatewayStatus}). */
	private static final int MOST_ADDRESSES = 16;

	/** The most entries of a route ({@code RouteStatus.parents}). */
	private static final int MOST_ROUTE_PARENTS = 32;

	/** The most entries of a pool ({@code InferencePoolStatus.parents}). */
	private static final int MOST_POOL_PARENTS = 32;

	private final String controllerName;

	/**
	 * Creates a planner.
	 * @param controllerName the name that marks entries as ours
	 */
	public StatusPlanner(String controllerName) {
		this.controllerName = controllerName;
	}

	/**
	 * Plans an object's status.
	 * @param key the object
	 * @param statuses what holds
	 * @param observed the status that the API server has
	 * @param now when a condition has changed that changes
	 * @return what to write; null if there is nothing to write
	 */
	public @Nullable StatusPatch plan(ResourceKey key, Statuses statuses, Map<String, ?> observed, Instant now) {
		StatusReport report = statuses.report();
		Map<String, Object> wanted = switch (key.kind()) {
			case "GatewayClass" -> gatewayClass(report.gatewayClasses().get(key), observed, now);
			case GATEWAY -> gateway(report.gateways().get(key), statuses.addresses().getOrDefault(key, List.of()),
					report.attachedListenerSets(key), observed, now);
			case "ListenerSet" -> listenerSet(report.listenerSets().get(key), observed, now);
			case "HTTPRoute", "GRPCRoute" -> route(report.routes().get(key), observed, now);
			case "InferencePool" -> pool(report.pools().get(key), observed, now);
			case "BackendTLSPolicy" -> policy(report.policies().get(key), observed, now);
			default -> Map.of();
		};
		Map<String, Object> changed = new LinkedHashMap<>();
		wanted.forEach((name, value) -> {
			if (!observed.containsKey(name) || !JsonValues.same(value, observed.get(name))) {
				changed.put(name, value);
			}
		});
		return changed.isEmpty() ? null : new StatusPatch(changed);
	}

	private static Map<String, Object> gatewayClass(@Nullable GatewayClassStatus status, Map<String, ?> observed,
			Instant now) {
		if (status == null) {
			return Map.of();
		}
		Map<String, Object> wanted = new LinkedHashMap<>();
		wanted.put("conditions", ConditionMerge.shared(status.conditions(), observed.get("conditions"), now));
		wanted.put("supportedFeatures",
				status.supportedFeatures().stream().sorted().map((name) -> Map.of("name", name)).toList());
		return wanted;
	}

	private static Map<String, Object> gateway(@Nullable GatewayStatus status, List<Address> addresses,
			int attachedListenerSets, Map<String, ?> observed, Instant now) {
		if (status == null) {
			return Map.of();
		}
		Map<String, Object> wanted = new LinkedHashMap<>();
		if (!addresses.isEmpty() || observed.containsKey("addresses")) {
			wanted.put("addresses", addresses.stream().limit(MOST_ADDRESSES).map(StatusPlanner::address).toList());
		}
		if (attachedListenerSets > 0 || observed.containsKey("attachedListenerSets")) {
			// Older clusters don't have the field, and would drop it again and again.
			wanted.put("attachedListenerSets", attachedListenerSets);
		}
		putConditions(wanted, status.conditions(), status.listeners(), observed, now);
		return wanted;
	}

	private static Map<String, Object> listenerSet(@Nullable ListenerSetStatus status, Map<String, ?> observed,
			Instant now) {
		Map<String, Object> wanted = new LinkedHashMap<>();
		if (status != null) {
			putConditions(wanted, status.conditions(), status.listeners(), observed, now);
		}
		return wanted;
	}

	private static void putConditions(Map<String, Object> wanted, List<Condition> conditions,
			List<ListenerStatus> listeners, Map<String, ?> observed, Instant now) {
		wanted.put("conditions", ConditionMerge.shared(conditions, observed.get("conditions"), now));
		List<?> before = JsonValues.items(observed.get("listeners"));
		if (!listeners.isEmpty() || observed.containsKey("listeners")) {
			wanted.put("listeners", listeners.stream().map((listener) -> listener(listener, before, now)).toList());
		}
	}

	private static Map<String, Object> address(Address address) {
		Map<String, Object> written = new LinkedHashMap<>();
		written.put("type", address.type());
		written.put("value", address.value());
		return written;
	}

	private static Map<String, Object> listener(ListenerStatus status, List<?> before, Instant now) {
		Object observed = before.stream()
			.filter((listener) -> status.name().equals(JsonValues.field(listener, "name")))
			.findFirst()
			.orElse(null);
		Map<String, Object> listener = new LinkedHashMap<>();
		listener.put("name", status.name());
		listener.put("supportedKinds", status.supportedKinds().stream().map((kind) -> {
			Map<String, Object> written = new LinkedHashMap<>();
			written.put("group", kind.group());
			written.put("kind", kind.kind());
			return written;
		}).toList());
		listener.put("attachedRoutes", status.attachedRoutes());
		listener.put("conditions",
				ConditionMerge.shared(status.conditions(), JsonValues.field(observed, "conditions"), now));
		return listener;
	}

	private Map<String, Object> route(@Nullable RouteStatus status, Map<String, ?> observed, Instant now) {
		List<ParentEntry> entries = new ArrayList<>();
		if (status != null) {
			status.parents()
				.forEach((parent) -> entries.add(new ParentEntry(reference(parent.parent()), parent.conditions())));
		}
		return merged("parents", new EntryMerge("parentRef", this.controllerName, MOST_ROUTE_PARENTS), entries,
				observed, now);
	}

	private Map<String, Object> pool(@Nullable PoolStatus status, Map<String, ?> observed, Instant now) {
		List<ParentEntry> entries = new ArrayList<>();
		if (status != null) {
			status.parents()
				.forEach((parent) -> entries.add(new ParentEntry(reference(parent.gateway()), parent.conditions())));
		}
		return merged("parents", new EntryMerge("parentRef", this.controllerName, MOST_POOL_PARENTS), entries, observed,
				now);
	}

	private Map<String, Object> policy(@Nullable PolicyStatus status, Map<String, ?> observed, Instant now) {
		List<ParentEntry> entries = new ArrayList<>();
		if (status != null) {
			status.ancestors()
				.forEach((ancestor) -> entries
					.add(new ParentEntry(reference(ancestor.gateway()), ancestor.conditions())));
		}
		return merged("ancestors", new EntryMerge("ancestorRef", this.controllerName, PolicyStatus.MOST_ANCESTORS),
				entries, observed, now);
	}

	/** Says nothing where we have nothing to say and said nothing before. */
	private static Map<String, Object> merged(String field, EntryMerge merge, List<ParentEntry> entries,
			Map<String, ?> observed, Instant now) {
		List<?> before = JsonValues.items(observed.get(field));
		if (entries.isEmpty() && before.stream().noneMatch(merge::isOurs)) {
			return Map.of();
		}
		return Map.of(field, merge.of(entries, before, now));
	}

	/** Writes a reference as the route has it. */
	private static Map<String, Object> reference(ParentReference parent) {
		Map<String, Object> reference = new LinkedHashMap<>();
		reference.put("group", parent.group());
		reference.put("kind", parent.kind());
		if (parent.namespace() != null) {
			reference.put("namespace", parent.namespace());
		}
		reference.put("name", parent.name());
		if (parent.sectionName() != null) {
			reference.put("sectionName", parent.sectionName());
		}
		if (parent.port() != null) {
			reference.put("port", parent.port());
		}
		return reference;
	}

	/** Refers to a Gateway, always with its namespace. */
	private static Map<String, Object> reference(ResourceKey gateway) {
		Map<String, Object> reference = new LinkedHashMap<>();
		reference.put("group", GATEWAY_GROUP);
		reference.put("kind", GATEWAY);
		reference.put("namespace", gateway.namespace());
		reference.put("name", gateway.name());
		return reference;
	}

	/**
	 * Is what holds.
	 *
	 * @param report the statuses
	 * @param addresses the addresses of each Gateway
	 */
	public record Statuses(StatusReport report, SortedMap<ResourceKey, List<Address>> addresses) {
	}

}
