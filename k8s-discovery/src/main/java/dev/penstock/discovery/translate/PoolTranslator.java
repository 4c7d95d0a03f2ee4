package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

import dev.penstock.discovery.model.Endpoint;
import dev.penstock.discovery.model.PickerBinding;
import dev.penstock.discovery.model.PickerTls;
import dev.penstock.discovery.model.PoolEntry;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.StatusReport.PoolParentStatus;
import dev.penstock.discovery.report.StatusReport.PoolStatus;
import dev.penstock.discovery.resource.InferencePool;
import dev.penstock.discovery.resource.InferencePool.EndpointPickerReference;
import dev.penstock.discovery.resource.Pod;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.translate.BackendTlsPolicies.PickerVerdict;
import dev.penstock.discovery.translate.ServiceTranslator.PortLookup;

/**
 * Translates the InferencePools that routes reach: their pods and their pickers. The
 * status of a pool has one entry for each Gateway that reaches it (Inference Extension,
 * {@code InferencePoolStatus.parents}).
 */
final class PoolTranslator {

	private static final String PICKER_FIELD = "spec.endpointPickerRef";

	private final ServiceTranslator services;

	private final BackendTlsPolicies policies;

	private final Problems problems;

	/** The pods of each namespace by each of their labels. */
	private final Map<String, Map<Entry<String, String>, List<Pod>>> pods = new HashMap<>();

	PoolTranslator(ClusterSnapshot snapshot, ServiceTranslator services, BackendTlsPolicies policies,
			Problems problems) {
		this.services = services;
		this.policies = policies;
		this.problems = problems;
		for (Pod pod : snapshot.all(Pod.class)) {
			Map<Entry<String, String>, List<Pod>> byLabel = this.pods.computeIfAbsent(pod.key().namespace(),
					(_) -> new HashMap<>());
			pod.metadata()
				.labels()
				.entrySet()
				.forEach((label) -> byLabel.computeIfAbsent(label, (_) -> new ArrayList<>()).add(pod));
		}
	}

	/**
	 * Translates a pool.
	 * @param pool the pool
	 * @param gateways the Gateways that reach it
	 */
	TranslatedPool translate(InferencePool pool, Collection<ResourceKey> gateways) {
		Picker picker = picker(pool, gateways);
		long generation = pool.metadata().generation();
		List<Condition> conditions = List.of(Conditions.accepted("the pool is served", generation),
				picker.resolvedRefs());
		return new TranslatedPool(new PoolEntry(pool.key(), pool.protocol(), picker
			.binding(), endpoints(pool)), new PoolStatus(
					gateways.stream().sorted().map((gateway) -> new PoolParentStatus(gateway, conditions)).toList()));
	}

	// The pods

	private List<Endpoint> endpoints(InferencePool pool) {
		List<Pod> selected = selected(pool);
		if (selected.isEmpty()) {
			this.problems.warn(pool.key(), "spec.selector.matchLabels",
					"no pod of namespace " + pool.key().namespace() + " has these labels",
					"start a model server or select labels that one has");
		}
		List<Endpoint> endpoints = new ArrayList<>();
		for (Pod pod : selected) {
			String address = pod.podIp();
			if (pod.ready() && !pod.metadata().terminating() && address != null && !address.isEmpty()) {
				pool.targetPorts().forEach((port) -> endpoints.add(new Endpoint(address, port, pod.key().name())));
			}
		}
		return Endpoints.distinct(endpoints);
	}

	/** Looks among the pods that have the rarest of the pool's labels. */
	private List<Pod> selected(InferencePool pool) {
		Map<Entry<String, String>, List<Pod>> byLabel = this.pods.getOrDefault(pool.key().namespace(), Map.of());
		return pool.matchLabels()
			.entrySet()
			.stream()
			.map((label) -> byLabel.getOrDefault(label, List.of()))
			.min(Comparator.comparingInt(List::size))
			.orElse(List.of())
			.stream()
			.filter((pod) -> pod.metadata().labels().entrySet().containsAll(pool.matchLabels().entrySet()))
			.toList();
	}

	// The picker

	private Picker picker(InferencePool pool, Collection<ResourceKey> gateways) {
		EndpointPickerReference reference = pool.endpointPicker();
		long generation = pool.metadata().generation();
		if (reference == null) {
			return new Picker(new PickerBinding.BuiltIn(),
					Conditions.resolvedRefs("the pool names no endpoint picker; the built-in one is used", generation));
		}
		if (!reference.group().equals(Kinds.CORE_GROUP) || !reference.kind().equals(Kinds.SERVICE)) {
			return invalid(pool, reference,
					this.problems.error(pool.key(), PICKER_FIELD + ".kind",
							Kinds.qualified(reference.group(), reference.kind()) + " can't be an endpoint picker",
							"name a Service, or remove endpointPickerRef for the built-in picker"));
		}
		ResourceKey service = Kinds.service(pool.key().namespace(), reference.name());
		return switch (this.services.find(service, reference.port())) {
			case PortLookup.Found found -> switch (this.policies.picker(found, gateways)) {
				case PickerVerdict.Spoken(PickerTls tls) ->
					new Picker(new PickerBinding.ExtProc(found.key(), reference.failureMode(), tls),
							Conditions.resolvedRefs("endpoint picker " + found.key() + " is asked", generation));
				case PickerVerdict.Refused(String message) -> invalid(pool, reference,
						this.problems.error(pool.key(), PICKER_FIELD,
								"endpoint picker " + found.key() + " can't be verified (" + message + ")",
								"correct the policy"));
			};
			case PortLookup.Missing missing -> {
				String field = missing.field().equals("port") ? ".port.number" : "." + missing.field();
				yield invalid(pool, reference,
						this.problems.error(pool.key(), PICKER_FIELD + field, missing.message(), missing.remedy()));
			}
		};
	}

	private static Picker invalid(InferencePool pool, EndpointPickerReference reference, Problem problem) {
		return new Picker(new PickerBinding.Invalid(reference.failureMode(), problem.text()),
				Conditions.invalidExtensionRef(problem.text(), pool.metadata().generation()));
	}

	private record Picker(PickerBinding binding, Condition resolvedRefs) {
	}

	/**
	 * Is a pool with what is said about it.
	 *
	 * @param entry what is served
	 * @param status what is said
	 */
	record TranslatedPool(PoolEntry entry, PoolStatus status) {
	}

}
