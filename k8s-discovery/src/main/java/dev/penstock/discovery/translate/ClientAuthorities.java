package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.List;

import dev.penstock.discovery.model.ClientValidation;
import dev.penstock.discovery.model.ClientValidation.Enforcement;
import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.FrontendValidation;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import dev.penstock.discovery.translate.AuthorityLookup.Authority;
import dev.penstock.discovery.translate.ListenerCertificates.Mistake;
import org.jspecify.annotations.Nullable;

/**
 * Finds the authorities by which clients of HTTPS listeners are verified (Gateway API,
 * {@code FrontendTLSValidation.caCertificateRefs}). Of several, those that lead to a
 * certificate suffice.
 */
final class ClientAuthorities {

	private final AuthorityLookup lookup;

	private final ReferenceGrants grants;

	private final Problems problems;

	ClientAuthorities(ClusterSnapshot snapshot, ReferenceGrants grants, Problems problems) {
		this.lookup = new AuthorityLookup(snapshot);
		this.grants = grants;
		this.problems = problems;
	}

	/**
	 * Finds the authorities for a port.
	 * @param gateway the Gateway
	 * @param port the port of a listener that ends TLS
	 */
	Clients of(Gateway gateway, int port) {
		FrontendValidation wanted = gateway.tls().clientsOf(port);
		if (wanted == null) {
			return Clients.ANYONE;
		}
		List<String> certificates = new ArrayList<>();
		Mistake first = null;
		for (int i = 0; i < wanted.certificateAuthorities().size(); i++) {
			ObjectReference reference = wanted.certificateAuthorities().get(i);
			String field = wanted.field() + ".caCertificateRefs[" + i + "]";
			String namespace = (reference.namespace() != null) ? reference.namespace() : gateway.key().namespace();
			ResourceKey key = new ResourceKey(reference.kind(), namespace, reference.name());
			Mistake mistake = null;
			if (!this.grants.permit(gateway.key(), reference.group(), key)) {
				mistake = mistake(gateway, field + ".namespace", Conditions.REF_NOT_PERMITTED,
						"no ReferenceGrant in namespace " + namespace + " lets Gateways of namespace "
								+ gateway.key().namespace() + " refer to " + key,
						"create one or name an object of namespace " + gateway.key().namespace());
			}
			else {
				switch (this.lookup.find(reference, namespace)) {
					case Authority.Found(String pem) -> certificates.add(pem);
					case Authority.WrongKind(String message, String remedy) -> mistake = mistake(gateway,
							field + ".kind", Conditions.INVALID_CA_CERTIFICATE_KIND, message, remedy);
					case Authority.Missing(String message, String remedy) -> mistake = mistake(gateway, field + ".name",
							Conditions.INVALID_CA_CERTIFICATE_REF, message, remedy);
				}
			}
			first = (first != null) ? first : mistake;
		}
		return new Clients(
				certificates.isEmpty() ? null
						: new ClientValidation(certificates,
								wanted.insecureFallback() ? Enforcement.INSECURE_FALLBACK : Enforcement.REQUIRED),
				first);
	}

	private Mistake mistake(Gateway gateway, String field, String reason, String message, String remedy) {
		return new Mistake(reason, this.problems.error(gateway.key(), field, message, remedy).text());
	}

	/**
	 * Is what was found.
	 *
	 * @param validation how clients are verified; null if they needn't be or can't be
	 * @param mistake what is wrong with the first reference that can't be used; null if
	 * nothing is
	 */
	record Clients(@Nullable ClientValidation validation, @Nullable Mistake mistake) {

		/** Asks clients for nothing. */
		static final Clients ANYONE = new Clients(null, null);

		/** Tells whether clients should be verified but can't be. */
		boolean unusable() {
			return this.mistake != null && this.validation == null;
		}

	}

}
