package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.penstock.discovery.model.PickerTls;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Condition;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.resource.BackendTlsPolicy;
import dev.penstock.discovery.resource.BackendTlsPolicy.Validation;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.translate.AuthorityLookup.Authority;
import org.jspecify.annotations.Nullable;

/**
 * Judges BackendTLSPolicies by themselves: whether there is a certificate of an authority
 * to verify by. Of several references, those that lead to one suffice (Gateway API,
 * {@code BackendTLSPolicyValidation.caCertificateRefs}).
 */
final class PolicyJudge {

	private static final String SYSTEM = "System";

	private final AuthorityLookup authorities;

	private final Problems problems;

	private final Map<ResourceKey, Verdict> verdicts = new HashMap<>();

	PolicyJudge(ClusterSnapshot snapshot, Problems problems) {
		this.authorities = new AuthorityLookup(snapshot);
		this.problems = problems;
	}

	Verdict judge(BackendTlsPolicy policy) {
		Verdict known = this.verdicts.get(policy.key());
		if (known == null) {
			known = decide(policy);
			this.verdicts.put(policy.key(), known);
		}
		return known;
	}

	private Verdict decide(BackendTlsPolicy policy) {
		Validation validation = policy.validation();
		long generation = policy.metadata().generation();
		String wellKnown = validation.wellKnown();
		if (wellKnown != null) {
			Condition resolved = Conditions.resolvedRefs("the policy refers to no object", generation);
			if (wellKnown.equals(SYSTEM)) {
				return new Verdict(tls(validation, List.of()), accepted(generation), resolved);
			}
			Problem problem = this.problems.error(policy.key(), "spec.validation.wellKnownCACertificates",
					"Penstock does not know the certificates " + wellKnown, "use " + SYSTEM);
			return new Verdict(null, Conditions.policyInvalid(problem.text(), generation), resolved);
		}
		List<String> certificates = new ArrayList<>();
		List<Mistake> mistakes = new ArrayList<>();
		for (int i = 0; i < validation.certificateAuthorities().size(); i++) {
			String field = "spec.validation.caCertificateRefs[" + i + "]";
			switch (this.authorities.find(validation.certificateAuthorities().get(i), policy.key().namespace())) {
				case Authority.Found(String pem) -> certificates.add(pem);
				case Authority.WrongKind(String message, String remedy) ->
					mistakes.add(mistake(policy, field + ".kind", Conditions.INVALID_KIND, message, remedy));
				case Authority.Missing(String message, String remedy) -> mistakes
					.add(mistake(policy, field + ".name", Conditions.INVALID_CA_CERTIFICATE_REF, message, remedy));
			}
		}
		if (validation.certificateAuthorities().isEmpty()) {
			Problem problem = this.problems.error(policy.key(), "spec.validation", "it names no certificates",
					"name a ConfigMap in caCertificateRefs, or set wellKnownCACertificates to " + SYSTEM);
			mistakes.add(new Mistake(Conditions.INVALID_CA_CERTIFICATE_REF, problem.text()));
		}
		Condition resolved = mistakes.isEmpty() ? Conditions.resolvedRefs("every certificate was found", generation)
				: Conditions.unresolvedRefs(mistakes.getFirst().reason(), sum(mistakes), generation);
		return certificates.isEmpty()
				? new Verdict(null, Conditions.noValidCaCertificate(sum(mistakes), generation), resolved)
				: new Verdict(tls(validation, certificates), accepted(generation), resolved);
	}

	private Mistake mistake(BackendTlsPolicy policy, String field, String reason, String message, String remedy) {
		return new Mistake(reason, this.problems.error(policy.key(), field, message, remedy).text());
	}

	private static Condition accepted(long generation) {
		return Conditions.accepted("the policy is served", generation);
	}

	private static PickerTls.Verified tls(Validation validation, List<String> certificates) {
		return new PickerTls.Verified(certificates, validation.hostname(), validation.subjectAltNames());
	}

	private static String sum(List<Mistake> mistakes) {
		return mistakes.getFirst().message()
				+ ((mistakes.size() > 1) ? " (and " + (mistakes.size() - 1) + " more)" : "");
	}

	/**
	 * Is what is to be said of a policy.
	 *
	 * @param tls how its targets are spoken to; null if they can't be
	 * @param accepted whether it takes effect, if none is in its way
	 * @param resolvedRefs whether its references lead somewhere
	 */
	record Verdict(PickerTls.@Nullable Verified tls, Condition accepted, Condition resolvedRefs) {
	}

	private record Mistake(String reason, String message) {
	}

}
