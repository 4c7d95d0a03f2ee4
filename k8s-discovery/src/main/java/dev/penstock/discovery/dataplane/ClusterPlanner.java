package dev.penstock.discovery.dataplane;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.penstock.discovery.dataplane.ParametersReader.Reading;
import dev.penstock.discovery.model.BindPorts;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Condition.Status;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.StatusReport;
import dev.penstock.discovery.report.StatusReport.GatewayStatus;
import dev.penstock.discovery.report.StatusReport.ListenerSetStatus;
import dev.penstock.discovery.report.StatusReport.ListenerStatus;
import dev.penstock.discovery.resource.ConfigMap;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.GatewayClass;
import dev.penstock.discovery.resource.ListenerSet;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import org.jspecify.annotations.Nullable;

/** Plans all data planes from a snapshot and what translation found in it. */
final class ClusterPlanner {

	private final DataPlaneSettings settings;

	private final DataPlanePlanner planner;

	ClusterPlanner(DataPlaneSettings settings) {
		this.settings = settings;
		this.planner = new DataPlanePlanner(settings);
	}

	/**
	 * Plans.
	 * @param snapshot the objects
	 * @param report what translation found in them
	 */
	ClusterPlan plan(ClusterSnapshot snapshot, StatusReport report) {
		SortedMap<ResourceKey, Condition> refusals = new TreeMap<>();
		Map<String, Parameters> classes = new TreeMap<>();
		for (ResourceKey key : report.gatewayClasses().keySet()) {
			GatewayClass gatewayClass = snapshot.find(GatewayClass.class, key);
			if (gatewayClass != null) {
				Parameters parameters = parameters(snapshot, gatewayClass.parametersRef(), null,
						this.settings.defaults());
				classes.put(key.name(), parameters);
				if (parameters.fault() != null) {
					refusals.put(key, Conditions.invalidParameters("spec.parametersRef: " + parameters.fault(),
							gatewayClass.metadata().generation()));
				}
			}
		}
		SortedMap<ResourceKey, GatewayPlan> plans = new TreeMap<>();
		report.gateways().forEach((key, status) -> {
			Gateway gateway = snapshot.find(Gateway.class, key);
			if (gateway != null) {
				plans.put(key, plan(gateway, status, snapshot, report, new Refusals(classes, refusals)));
			}
		});
		return new ClusterPlan(plans, refusals);
	}

	private GatewayPlan plan(Gateway gateway, GatewayStatus status, ClusterSnapshot snapshot, StatusReport report,
			Refusals refusals) {
		long generation = gateway.metadata().generation();
		Parameters ofClass = refusals.classes()
			.getOrDefault(gateway.className(), new Parameters(this.settings.defaults(), null));
		Parameters parameters = parameters(snapshot, gateway.infrastructure().parametersRef(),
				gateway.key().namespace(), ofClass.parameters());
		if (ofClass.fault() != null) {
			refusals.conditions()
				.put(gateway.key(),
						Conditions.gatewayInvalid("spec.gatewayClassName: GatewayClass " + gateway.className()
								+ " is not accepted; correct the class, whose status says what is wrong" + " with it",
								generation));
			return new GatewayPlan.Kept();
		}
		if (parameters.fault() != null) {
			refusals.conditions()
				.put(gateway.key(), Conditions
					.invalidParameters("spec.infrastructure.parametersRef: " + parameters.fault(), generation));
			return new GatewayPlan.Kept();
		}
		SortedMap<Integer, Integer> ports = ports(gateway, status, ReadableObjects.attached(gateway, snapshot, report),
				report);
		if (ports.isEmpty() || gateway.metadata().terminating() || !isTrue(status.conditions())) {
			return new GatewayPlan.Kept();
		}
		List<DesiredObject> objects = this.planner.plan(gateway, ports, parameters.parameters(),
				ReadableObjects.of(gateway, snapshot, report));
		ObjectId service = new ObjectId(OwnedKind.SERVICE, gateway.key().namespace(),
				Names.object(gateway.key().name()));
		return new GatewayPlan.Wanted(objects, service, parameters.parameters().addresses(),
				DataPlanePlanner.addresses(gateway));
	}

	/**
	 * Returns the ports of the listeners that are valid, those of ListenerSets among
	 * them, with those to bind for them.
	 */
	private static SortedMap<Integer, Integer> ports(Gateway gateway, GatewayStatus status, List<ListenerSet> sets,
			StatusReport report) {
		SortedSet<Integer> all = new TreeSet<>(ports(gateway.listeners()));
		SortedSet<Integer> valid = new TreeSet<>(ports(valid(gateway.listeners(), status.listeners())));
		for (ListenerSet set : sets) {
			ListenerSetStatus found = report.listenerSets().get(set.key());
			all.addAll(ports(set.listeners()));
			if (found != null) {
				valid.addAll(ports(valid(set.listeners(), found.listeners())));
			}
		}
		SortedMap<Integer, Integer> ports = new TreeMap<>(BindPorts.of(all));
		ports.keySet().retainAll(valid);
		return ports;
	}

	private static List<Integer> ports(List<Gateway.Listener> listeners) {
		return listeners.stream().map(Gateway.Listener::port).toList();
	}

	private static List<Gateway.Listener> valid(List<Gateway.Listener> listeners, List<ListenerStatus> statuses) {
		Set<String> accepted = statuses.stream()
			.filter((listener) -> isTrue(listener.conditions()))
			.map(ListenerStatus::name)
			.collect(Collectors.toSet());
		return listeners.stream().filter((listener) -> accepted.contains(listener.name())).toList();
	}

	private static boolean isTrue(List<Condition> conditions) {
		return conditions.stream()
			.anyMatch((condition) -> condition.type().equals(Conditions.ACCEPTED) && condition.status() == Status.TRUE);
	}

	/**
	 * Reads parameters.
	 * @param namespace the namespace that the ConfigMap is in; null if the reference says
	 */
	private static Parameters parameters(ClusterSnapshot snapshot, @Nullable ObjectReference reference,
			@Nullable String namespace, DataPlaneParameters defaults) {
		if (reference == null) {
			return new Parameters(defaults, null);
		}
		if (!reference.group().isEmpty() || !reference.kind().equals("ConfigMap")) {
			return new Parameters(defaults,
					reference.kind() + (reference.group().isEmpty() ? "" : "." + reference.group()) + " "
							+ reference.name() + " can't hold parameters; name a ConfigMap, with group \"\"");
		}
		String where = (namespace != null) ? namespace : reference.namespace();
		if (where == null) {
			return new Parameters(defaults, "names no namespace; add the namespace of the ConfigMap");
		}
		ConfigMap found = snapshot.find(ConfigMap.class, new ResourceKey("ConfigMap", where, reference.name()));
		if (found == null) {
			return new Parameters(defaults,
					"there is no ConfigMap " + where + "/" + reference.name() + "; create it or correct the reference");
		}
		Reading reading = ParametersReader.read(defaults, found.data());
		return reading.faults().isEmpty() ? new Parameters(reading.parameters(), null) : new Parameters(defaults,
				"ConfigMap " + where + "/" + reference.name() + ": " + String.join("; ", reading.faults()));
	}

	/** Is what parameters came to. */
	private record Parameters(DataPlaneParameters parameters, @Nullable String fault) {
	}

	/** Is what is known of the classes, and where refusals go. */
	private record Refusals(Map<String, Parameters> classes, SortedMap<ResourceKey, Condition> conditions) {
	}

}
