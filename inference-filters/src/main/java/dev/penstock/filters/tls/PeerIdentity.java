package dev.penstock.filters.tls;

import java.util.List;

/**
 * Is who a server has to prove to be (Gateway API, {@code BackendTLSPolicyValidation}).
 *
 * @param certificateAuthorities certificates of which one must vouch for the server's, in
 * PEM; empty for those that the system trusts
 * @param hostname the name that is asked for (SNI), and that the certificate must be for
 * if there are no {@code hostnames} and {@code uris}
 * @param hostnames names of hosts of which the certificate may have one, lower case; one
 * that begins with {@code *.} stands for all below it
 * @param uris URIs of which the certificate may have one
 */
public record PeerIdentity(List<String> certificateAuthorities, String hostname, List<String> hostnames,
		List<String> uris) {

	public PeerIdentity {
		certificateAuthorities = List.copyOf(certificateAuthorities);
		hostnames = List.copyOf(hostnames);
		uris = List.copyOf(uris);
	}

}
