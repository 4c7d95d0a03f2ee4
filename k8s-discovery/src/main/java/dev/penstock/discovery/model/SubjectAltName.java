package dev.penstock.discovery.model;

/**
 * Is a name that a certificate may have besides its subject (RFC 5280, section 4.2.1.6).
 */
public sealed interface SubjectAltName {

	/**
	 * Returns the name.
	 * @return the name as users write it
	 */
	String value();

	/**
	 * Is the name of a host.
	 *
	 * @param value the name, lower case; may begin with {@code *.}
	 */
	record Hostname(String value) implements SubjectAltName {
	}

	/**
	 * Is a URI, such as a SPIFFE identity.
	 *
	 * @param value the URI with its scheme
	 */
	record Uri(String value) implements SubjectAltName {
	}

}
