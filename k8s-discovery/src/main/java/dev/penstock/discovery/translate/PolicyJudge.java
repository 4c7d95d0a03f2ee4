package dev.penstock.discovery.translate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
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
import dev.penstock.discovery.resource.CertificateText;
import dev.penstock.discovery.resource.ConfigMap;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.resource.Secret;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Judges BackendTLSPolicies by themselves: whether there is a certificate of an authority
 * to verify by. Of several references, those that lead to one suffice (Gateway API,
 * {@code BackendTLSPolicyValidation.caCertificateRefs}).
 */
final class PolicyJudge {

	private static final String SYSTEM = "System";

	private static final String KEY = "ca.crt";

	private final ClusterSnapshot snapshot;

	private final Problems problems;

	private final Map<ResourceKey, Verdict> verdicts = new HashMap<>();

	PolicyJudge(ClusterSnapshot snapshot, Problems problems) {
		this.snapshot = snapshot;
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
			switch (look(policy, "spec.validation.caCertificateRefs[" + i + "]",
					validation.certificateAuthorities().get(i))) {
				case Authority.Found(String pem) -> certificates.add(pem);
				case Authority.Missing(Mistake mistake) -> mistakes.add(mistake);
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

	private Authority look(BackendTlsPolicy policy, String field, ObjectReference reference) {
		ResourceKey key = new ResourceKey(reference.kind(), policy.key().namespace(), reference.name());
		boolean core = reference.group().equals(Kinds.CORE_GROUP);
		if (core && reference.kind().equals(Kinds.CONFIG_MAP)) {
			ConfigMap map = this.snapshot.find(ConfigMap.class, key);
			return check(policy, field, key, (map != null) ? map.data() : null);
		}
		if (core && reference.kind().equals(Kinds.SECRET)) {
			Secret secret = this.snapshot.find(Secret.class, key);
			String encoded = (secret != null) ? secret.data().get(KEY) : null;
			Map<String, String> data = (encoded != null)
					? Map.of(KEY, new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8)) : Map.of();
			return check(policy, field, key, (secret != null) ? data : null);
		}
		return missing(policy, field + ".kind", Conditions.INVALID_KIND,
				Kinds.qualified(reference.group(), reference.kind()) + " can't hold certificates of authorities",
				"name a ConfigMap or a Secret with the key " + KEY);
	}

	private Authority check(BackendTlsPolicy policy, String field, ResourceKey key,
			@Nullable Map<String, String> data) {
		if (data == null) {
			return missing(policy, field + ".name", Conditions.INVALID_CA_CERTIFICATE_REF, key + " does not exist",
					"create it in the policy's namespace, with the certificate in the key " + KEY);
		}
		String pem = data.get(KEY);
		if (pem == null) {
			return missing(policy, field + ".name", Conditions.INVALID_CA_CERTIFICATE_REF, key + " has no key " + KEY,
					"put the certificate into that key, in PEM");
		}
		String mistake = CertificateText.findMistake(pem);
		return (mistake != null) ? missing(policy, field + ".name", Conditions.INVALID_CA_CERTIFICATE_REF,
				KEY + " of " + key + " is no certificate: " + mistake, "put the certificate into that key, in PEM")
				: new Authority.Found(pem);
	}

	private Authority missing(BackendTlsPolicy policy, String field, String reason, String message, String remedy) {
		Problem problem = this.problems.error(policy.key(), field, message, remedy);
		return new Authority.Missing(new Mistake(reason, problem.text()));
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

	private sealed interface Authority {

		record Found(String pem) implements Authority {
		}

		record Missing(Mistake mistake) implements Authority {
		}

	}

}
