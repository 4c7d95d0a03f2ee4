package dev.penstock.discovery.model;

import java.util.List;

/**
 * Is how clients of a listener prove who they are.
 *
 * @param certificateAuthorities certificates, in PEM, of which one must vouch for a
 * client's
 * @param enforcement what happens to who doesn't prove it
 */
public record ClientValidation(List<String> certificateAuthorities, Enforcement enforcement) {

	public ClientValidation {
		certificateAuthorities = List.copyOf(certificateAuthorities);
	}

	/** Is what happens to clients that don't prove who they are. */
	public enum Enforcement {

		/** They are turned away. */
		REQUIRED,

		/** They are served; who they are is for backends to find out. */
		INSECURE_FALLBACK

	}

}
