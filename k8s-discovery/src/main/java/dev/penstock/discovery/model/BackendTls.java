package dev.penstock.discovery.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** Is the security of what is sent to a Service's endpoints. */
public sealed interface BackendTls {

	/** Sends in cleartext. */
	record None() implements BackendTls {
	}

	/**
	 * Sends over TLS to who can prove to be the Service, as a BackendTLSPolicy says.
	 *
	 * @param certificateAuthorities certificates of which one must vouch for the
	 * endpoint's, in PEM; empty for those that the system trusts
	 * @param hostname the name that is asked for (SNI), and that the endpoint's
	 * certificate must be for if there are no {@code subjectAltNames}
	 * @param subjectAltNames names of which the certificate must have one; if there are
	 * any, the host name doesn't count
	 * @param identity what the gateway proves itself by; null if by nothing
	 */
	record Verified(List<String> certificateAuthorities, String hostname, List<SubjectAltName> subjectAltNames,
			@Nullable ServerCertificate identity) implements BackendTls {

		public Verified {
			certificateAuthorities = List.copyOf(certificateAuthorities);
			subjectAltNames = List.copyOf(subjectAltNames);
		}

	}

	/**
	 * Sends nothing: a BackendTLSPolicy wants TLS, but can't be followed.
	 *
	 * @param message what is wrong with it
	 */
	record Refused(String message) implements BackendTls {
	}

}
