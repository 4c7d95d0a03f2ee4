package dev.penstock.discovery.translate;

import java.util.ArrayList;
import java.util.List;

import dev.penstock.discovery.model.ResourceKey;
import dev.penstock.discovery.model.ServerCertificate;
import dev.penstock.discovery.report.Conditions;
import dev.penstock.discovery.report.Problem;
import dev.penstock.discovery.resource.Gateway;
import dev.penstock.discovery.resource.Gateway.Listener;
import dev.penstock.discovery.resource.ObjectReference;
import dev.penstock.discovery.resource.Secret;
import dev.penstock.discovery.resource.TlsContent;
import dev.penstock.discovery.snapshot.ClusterSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Finds the certificates of listeners. One that can't be used is said to be so; the
 * listener is served by those that can. Whether a reference is allowed is found out
 * before whether its Secret exists, so that nobody learns anything about namespaces that
 * don't let them in.
 */
final class ListenerCertificates {

	private final ClusterSnapshot snapshot;

	private final ReferenceGrants grants;

	private final Problems problems;

	ListenerCertificates(ClusterSnapshot snapshot, ReferenceGrants grants, Problems problems) {
		this.snapshot = snapshot;
		this.grants = grants;
		this.problems = problems;
	}

	/**
	 * Finds the certificates of a listener that ends TLS.
	 * @param owner the object that the listener belongs to
	 * @param listener the listener
	 * @param field the path of the listener in its object
	 */
	Certificates of(ResourceKey owner, Listener listener, String field) {
		List<ObjectReference> references = (listener.tls() != null) ? listener.tls().certificateRefs() : List.of();
		if (references.isEmpty()) {
			Problem problem = this.problems.error(owner, field + ".tls.certificateRefs",
					"listener " + listener.name() + " has no certificate to end TLS with",
					"name a Secret of type " + Secret.TLS);
			return new Certificates(List.of(), new Mistake(Conditions.INVALID_CERTIFICATE_REF, problem.text()));
		}
		List<ServerCertificate> found = new ArrayList<>();
		Mistake first = null;
		for (int i = 0; i < references.size(); i++) {
			switch (look(owner, references.get(i))) {
				case Sought.Found(ServerCertificate certificate) -> found.add(certificate);
				case Sought.Missing missing -> {
					Problem problem = this.problems.error(owner,
							field + ".tls.certificateRefs[" + i + "]." + missing.field(), missing.message(),
							missing.remedy());
					first = (first != null) ? first : new Mistake(missing.reason(), problem.text());
				}
			}
		}
		return new Certificates(found, first);
	}

	/**
	 * Finds what a Gateway proves itself by to backends.
	 * @param gateway the Gateway
	 * @return the certificate, if there is one, and what is wrong if there should be
	 */
	Certificates ofClient(Gateway gateway) {
		ObjectReference reference = gateway.tls().clientCertificateRef();
		if (reference == null) {
			return Certificates.NONE;
		}
		return switch (look(gateway.key(), reference)) {
			case Sought.Found(ServerCertificate certificate) -> new Certificates(List.of(certificate), null);
			case Sought.Missing missing -> {
				Problem problem = this.problems.error(gateway.key(),
						"spec.tls.backend.clientCertificateRef." + missing.field(), missing.message(),
						missing.remedy());
				String reason = missing.reason().equals(Conditions.INVALID_CERTIFICATE_REF)
						? Conditions.INVALID_CLIENT_CERTIFICATE_REF : missing.reason();
				yield new Certificates(List.of(), new Mistake(reason, problem.text()));
			}
		};
	}

	private Sought look(ResourceKey owner, ObjectReference reference) {
		String namespace = (reference.namespace() != null) ? reference.namespace() : owner.namespace();
		ResourceKey key = new ResourceKey(reference.kind(), namespace, reference.name());
		if (!reference.group().equals(Kinds.CORE_GROUP) || !reference.kind().equals(Kinds.SECRET)) {
			return new Sought.Missing(Conditions.INVALID_CERTIFICATE_REF, "kind",
					Kinds.qualified(reference.group(), reference.kind()) + " can't hold a certificate",
					"name a Secret of type " + Secret.TLS);
		}
		if (!this.grants.permit(owner, reference.group(), key)) {
			return new Sought.Missing(Conditions.REF_NOT_PERMITTED, "namespace",
					"no ReferenceGrant in namespace " + namespace + " lets " + owner.kind() + "s of namespace "
							+ owner.namespace() + " refer to " + key,
					"create one or name a Secret of namespace " + owner.namespace());
		}
		Secret secret = this.snapshot.find(Secret.class, key);
		if (secret == null) {
			return new Sought.Missing(Conditions.INVALID_CERTIFICATE_REF, "name", key + " does not exist",
					"create it with type " + Secret.TLS + " or name one that exists");
		}
		return switch (secret.tls()) {
			case TlsContent.Absent() ->
				new Sought.Missing(Conditions.INVALID_CERTIFICATE_REF, "name", key + " is of type " + secret.type(),
						"make it a Secret of type " + Secret.TLS + " with the keys tls.crt and tls.key");
			case TlsContent.Broken(String mistake) -> new Sought.Missing(Conditions.INVALID_CERTIFICATE_REF, "name",
					"the certificate of " + key + " can't be used: " + mistake, "correct the Secret");
			case TlsContent.Pair(String chain, String algorithm, String privateKey) ->
				new Sought.Found(new ServerCertificate(key, chain, algorithm, privateKey));
		};
	}

	/**
	 * Is what was found.
	 *
	 * @param usable the certificates that can be used
	 * @param mistake what is wrong with the first that can't be used; null if nothing is
	 */
	record Certificates(List<ServerCertificate> usable, @Nullable Mistake mistake) {

		/** Belongs to a listener without TLS. */
		static final Certificates NONE = new Certificates(List.of(), null);

		Certificates {
			usable = List.copyOf(usable);
		}

	}

	/**
	 * Is what is wrong with a reference.
	 *
	 * @param reason the reason of the condition
	 * @param message the words for people
	 */
	record Mistake(String reason, String message) {
	}

	private sealed interface Sought {

		record Found(ServerCertificate certificate) implements Sought {
		}

		record Missing(String reason, String field, String message, String remedy) implements Sought {
		}

	}

}
