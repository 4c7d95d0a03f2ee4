package dev.penstock.discovery.model;

import java.util.List;

/** Is how an endpoint picker is spoken to. */
public sealed interface PickerTls {

	/** Speaks cleartext: the Service port says {@code kubernetes.io/h2c}. */
	record Plaintext() implements PickerTls {
	}

	/**
	 * Speaks TLS to whoever answers: pickers make their own certificate at their start
	 * unless they are given one.
	 */
	record Unverified() implements PickerTls {
	}

	/**
	 * Speaks TLS to who can prove to be the picker, as a BackendTLSPolicy says.
	 *
	 * @param certificateAuthorities certificates of which one must vouch for the
	 * picker's, in PEM; empty for those that the system trusts
	 * @param hostname the name that is asked for (SNI), and that the picker's certificate
	 * must be for if there are no {@code subjectAltNames}
	 * @param subjectAltNames names of which the certificate must have one; if there are
	 * any, the host name doesn't count
	 */
	record Verified(List<String> certificateAuthorities, String hostname,
			List<SubjectAltName> subjectAltNames) implements PickerTls {

		public Verified {
			certificateAuthorities = List.copyOf(certificateAuthorities);
			subjectAltNames = List.copyOf(subjectAltNames);
		}

	}

}
