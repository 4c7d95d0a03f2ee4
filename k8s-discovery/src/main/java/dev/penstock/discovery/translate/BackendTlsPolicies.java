package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.penstock.discovery.model.BackendTls;
import dev.penstock.discovery.model.PickerTls;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.ServerCertificate;
import dev.penstock.discovery.model.ServicePortKey;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.report.StatusReport.PolicyAncestorStatus;
import dev.penstock.discovery.report.StatusReport.PolicyStatus;
import dev.penstock.discovery.resource.BackendTlsPolicy;
import dev.penstock.discovery.resource.BackendTlsPolicy.Target;
import dev.penstock.discovery.resource.Service;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.translate.ServiceTranslator.PortLookup;
import org.jspecify.annotations.Nullable;

/**
 * Knows which BackendTLSPolicy counts for a Service's port. One that names the port goes
 * before one for the whole Service; among those that name the same, the older one counts,
 * then the first in the alphabet, and the others are in conflict (Gateway API,
 * {@code BackendTLSPolicySpec.targetRefs}). A policy counts even if it is broken: what
 * was meant to be verified is never spoken to unverified.
 */
final class BackendTlsPolicies {

	private final ClusterSnapshot snapshot;

	private final Problems problems;

	private final PolicyJudge judge;

	/** The policies for each Service, in order of precedence. */
	private final Map<ResourceKey, List<Targeting>> byService = new HashMap<>();

	/** The conditions of each policy at each Gateway. */
	private final SortedMap<ResourceKey, SortedMap<ResourceKey, List<Condition>>> ancestors = new TreeMap<>();

	/** The ports that each route sends requests to. */
	private final Map<ResourceKey, SortedMap<ServicePortKey, PortLookup.Found>> sentTo = new HashMap<>();

	/** What Gateways prove themselves by. */
	private final Map<ResourceKey, ServerCertificate> identities = new HashMap<>();

	/** The Gateways by which each port is reached. */
	private final Map<ServicePortKey, SortedSet<ResourceKey>> reachedBy = new HashMap<>();

	/** The ports that any route sends requests to. */
	private final Map<ServicePortKey, PortLookup.Found> ports = new HashMap<>();

	BackendTlsPolicies(ClusterSnapshot snapshot, Problems problems) {
		this.snapshot = snapshot;
		this.problems = problems;
		this.judge = new PolicyJudge(snapshot, problems);
		for (BackendTlsPolicy policy : snapshot.all(BackendTlsPolicy.class)
			.stream()
			.sorted(RoutePrecedence.ORDER)
			.toList()) {
			for (int i = 0; i < policy.targets().size(); i++) {
				add(policy, i);
			}
		}
	}

	private void add(BackendTlsPolicy policy, int index) {
		Target target = policy.targets().get(index);
		String field = "spec.targetRefs[" + index + "]";
		if (!target.group().equals(Kinds.CORE_GROUP) || !target.kind().equals(Kinds.SERVICE)) {
			this.problems.warn(policy.key(), field + ".kind",
					Kinds.qualified(target.group(), target.kind()) + " can't be the target of this policy",
					"name a Service");
			return;
		}
		ResourceKey key = Kinds.service(policy.key().namespace(), target.name());
		Service service = this.snapshot.find(Service.class, key);
		if (service == null) {
			this.problems.warn(policy.key(), field + ".name", key + " does not exist",
					"name a Service of the policy's namespace, or create it");
		}
		else if (target.sectionName() != null
				&& service.ports().stream().noneMatch((port) -> port.name().equals(target.sectionName()))) {
			this.problems.warn(policy.key(), field + ".sectionName",
					key + " has no port with the name " + target.sectionName(),
					"name one of its ports, or remove sectionName for each");
		}
		this.byService.computeIfAbsent(key, (_) -> new ArrayList<>()).add(new Targeting(policy, target.sectionName()));
	}

	/**
	 * Finds out how a picker is spoken to.
	 * @param found the port of its Service
	 * @param gateways the Gateways whose requests it is asked about
	 */
	PickerVerdict picker(PortLookup.Found found, Collection<ResourceKey> gateways) {
		boolean cleartext = ServiceTranslator.H2C.equals(found.port().appProtocol());
		BackendTlsPolicy counts = first(found);
		if (counts == null) {
			return new PickerVerdict.Spoken(cleartext ? new PickerTls.Plaintext() : new PickerTls.Unverified());
		}
		record(found, gateways);
		PolicyJudge.Verdict verdict = this.judge.judge(counts);
		if (verdict.tls() == null) {
			return new PickerVerdict.Refused(counts.key() + ": " + verdict.accepted().message());
		}
		if (cleartext) {
			this.problems.warn(counts.key(), "spec.targetRefs",
					"port " + found.key().port() + " of " + found.key().service() + " has appProtocol "
							+ ServiceTranslator.H2C + ", but TLS is spoken as this policy says",
					"remove the policy or the appProtocol");
		}
		return new PickerVerdict.Spoken(verdict.tls());
	}

	/**
	 * Takes note of a port that a route sends requests to.
	 * @param route the route
	 * @param found the port
	 * @return whether a policy says how it is spoken to
	 */
	boolean governs(ResourceKey route, PortLookup.Found found) {
		this.sentTo.computeIfAbsent(route, (_) -> new TreeMap<>()).put(found.key(), found);
		this.ports.put(found.key(), found);
		return first(found) != null;
	}

	/**
	 * Finds out how what routes send to a port is secured.
	 * @param key the key of a port that some route sends to
	 */
	BackendTls backend(ServicePortKey key) {
		PortLookup.Found found = this.ports.get(key);
		BackendTlsPolicy counts = (found != null) ? first(found) : null;
		if (counts == null) {
			return new BackendTls.None();
		}
		PolicyJudge.Verdict verdict = this.judge.judge(counts);
		PickerTls.Verified tls = verdict.tls();
		return (tls != null) ? new BackendTls.Verified(tls.certificateAuthorities(), tls.hostname(),
				tls.subjectAltNames(), identity(key))
				: new BackendTls.Refused(counts.key() + ": " + verdict.accepted().message());
	}

	/**
	 * Is told by which Gateways a route is reached.
	 * @param route the route
	 * @param gateways those that accepted it
	 */
	void reached(ResourceKey route, Collection<ResourceKey> gateways) {
		if (!gateways.isEmpty()) {
			this.sentTo.getOrDefault(route, Collections.emptySortedMap()).forEach((key, found) -> {
				record(found, gateways);
				this.reachedBy.computeIfAbsent(key, (_) -> new TreeSet<>()).addAll(gateways);
			});
		}
	}

	/**
	 * Is told what a Gateway proves itself by.
	 * @param gateway the Gateway
	 */
	void identity(JudgedGateway gateway) {
		if (gateway.identity() != null) {
			this.identities.put(gateway.gateway().key(), gateway.identity());
		}
	}

	/**
	 * Returns what a port's endpoints are shown: the certificate of the Gateway by which
	 * it is reached. Gateways that share a process share its connections, so that of the
	 * first one with a certificate counts there.
	 */
	private @Nullable ServerCertificate identity(ServicePortKey key) {
		ResourceKey first = null;
		for (ResourceKey gateway : this.reachedBy.getOrDefault(key, Collections.emptySortedSet())) {
			ServerCertificate own = this.identities.get(gateway);
			if (own != null && first == null) {
				first = gateway;
			}
			else if (own != null && !own.equals(this.identities.get(first))) {
				this.problems.warn(gateway, "spec.tls.backend.clientCertificateRef",
						"requests to " + key + " are sent with the certificate of " + first,
						"give both Gateways the same certificate, or the Service another port");
			}
		}
		return (first != null) ? this.identities.get(first) : null;
	}

	SortedMap<ResourceKey, PolicyStatus> statuses() {
		SortedMap<ResourceKey, PolicyStatus> statuses = new TreeMap<>();
		this.ancestors.forEach((policy, gateways) -> {
			List<ResourceKey> unlisted = gateways.keySet().stream().skip(PolicyStatus.MOST_ANCESTORS).toList();
			// Whoever looks at the Gateway alone is told too.
			unlisted.forEach((gateway) -> this.problems.warn(gateway, "spec",
					policy + " counts here too, but its status has room for only " + PolicyStatus.MOST_ANCESTORS
							+ " Gateways and does not say so",
					"give some of the routes a Service of their own, with a policy of its own"));
			statuses.put(policy,
					new PolicyStatus(gateways.entrySet()
						.stream()
						.limit(PolicyStatus.MOST_ANCESTORS)
						.map((gateway) -> new PolicyAncestorStatus(gateway.getKey(), gateway.getValue()))
						.toList(), unlisted));
		});
		return Collections.unmodifiableSortedMap(statuses);
	}

	/** Says of each policy for a port what came of it. */
	private void record(PortLookup.Found found, Collection<ResourceKey> gateways) {
		Map<String, ResourceKey> winners = new HashMap<>();
		for (Targeting targeting : applying(found)) {
			BackendTlsPolicy policy = targeting.policy();
			String section = (targeting.sectionName() != null) ? targeting.sectionName() : "";
			ResourceKey winner = winners.putIfAbsent(section, policy.key());
			PolicyJudge.Verdict verdict = this.judge.judge(policy);
			Condition accepted = verdict.accepted();
			if (winner != null) {
				Problem problem = this.problems.error(policy.key(), "spec.targetRefs", winner
						+ " has the same target and is older, or of the same age and first in the alphabet, so this policy does not count",
						"remove one of the two");
				accepted = Conditions.policyConflicted(problem.text(), policy.metadata().generation());
			}
			List<Condition> conditions = List.of(accepted, verdict.resolvedRefs());
			gateways.forEach((gateway) -> at(policy, gateway, conditions));
		}
	}

	/** Keeps what is worse where several things are to be said. */
	private void at(BackendTlsPolicy policy, ResourceKey gateway, List<Condition> conditions) {
		this.ancestors.computeIfAbsent(policy.key(), (_) -> new TreeMap<>())
			.merge(gateway, conditions, (a, b) -> (a.getFirst().status() == Condition.Status.FALSE) ? a : b);
	}

	private @Nullable BackendTlsPolicy first(PortLookup.Found found) {
		List<Targeting> applying = applying(found);
		return applying.isEmpty() ? null : applying.getFirst().policy();
	}

	/** Returns the policies for a port: those that name it first. */
	private List<Targeting> applying(PortLookup.Found found) {
		List<Targeting> all = this.byService.get(found.key().service());
		if (all == null) {
			return List.of();
		}
		List<Targeting> applying = new ArrayList<>();
		all.stream().filter((t) -> found.port().name().equals(t.sectionName())).forEach(applying::add);
		all.stream().filter((t) -> t.sectionName() == null).forEach(applying::add);
		return applying;
	}

	private record Targeting(BackendTlsPolicy policy, @Nullable String sectionName) {
	}

	/** Is whether a picker can be spoken to. */
	sealed interface PickerVerdict {

		/**
		 * It can be.
		 *
		 * @param tls how
		 */
		record Spoken(PickerTls tls) implements PickerVerdict {
		}

		/**
		 * It can't be.
		 *
		 * @param message why
		 */
		record Refused(String message) implements PickerVerdict {
		}

	}

}
