package dev.penstock.discovery.resource;

import java.util.List;

import dev.penstock.discovery.model.SubjectAltName;
import org.jspecify.annotations.Nullable;

/**
 * Is a BackendTLSPolicy: it says that Services are spoken to over TLS, and how they prove
 * who they are.
 *
 * @param metadata its metadata
 * @param targets what it is for, in its own namespace
 * @param validation how a backend proves who it is
 */
public record BackendTlsPolicy(Metadata metadata, List<Target> targets, Validation validation) implements Resource {

	public BackendTlsPolicy {
		targets = List.copyOf(targets);
	}

	/**
	 * Is what a policy is for.
	 *
	 * @param group the API group; empty for the core group
	 * @param kind the kind
	 * @param name the name
	 * @param sectionName the name of one of the Service's ports; null means each
	 */
	public record Target(String group, String kind, String name, @Nullable String sectionName) {
	}

	/**
	 * Is how a backend proves who it is.
	 *
	 * @param certificateAuthorities objects with certificates of authorities; empty where
	 * {@code wellKnown} is given
	 * @param wellKnown the name of a set of authorities, such as {@code System}
	 * @param hostname the name to ask for
	 * @param subjectAltNames names of which the certificate must have one; empty means
	 * the host name
	 */
	public record Validation(List<ObjectReference> certificateAuthorities, @Nullable String wellKnown, String hostname,
			List<SubjectAltName> subjectAltNames) {

		public Validation {
			certificateAuthorities = List.copyOf(certificateAuthorities);
			subjectAltNames = List.copyOf(subjectAltNames);
		}

	}

}
