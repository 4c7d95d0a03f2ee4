package dev.penstock.filters.pool;

import dev.penstock.filters.tls.PeerIdentity;

/** Is who picks for a pool. */
public sealed interface PickerView {

	/** Picks in process. */
	record BuiltIn() implements PickerView {
	}

	/**
	 * Asks an endpoint picker over ext_proc.
	 *
	 * @param service the picker's Service and port, {@code namespace/name:port}
	 * @param replicas its ready replicas
	 * @param transport how to speak to it
	 * @param failurePolicy what to do when it can't be asked
	 */
	record ExtProc(String service, EndpointGroup replicas, PickerTransport transport,
			FailurePolicy failurePolicy) implements PickerView {
	}

	/**
	 * Stands for a picker that can't be used.
	 *
	 * @param failurePolicy what to do instead
	 * @param message what is wrong
	 */
	record Unusable(FailurePolicy failurePolicy, String message) implements PickerView {
	}

	/** Is how to speak to an endpoint picker. */
	sealed interface PickerTransport {

		/** HTTP/2 in cleartext. */
		PickerTransport PLAINTEXT = new Plaintext();

		/** HTTP/2 over TLS, the picker's certificate unverified. */
		PickerTransport TLS_UNVERIFIED = new TlsUnverified();

		/**
		 * Returns the kind of transport in a word.
		 * @return a short stable word
		 */
		String label();

		/** HTTP/2 in cleartext. */
		record Plaintext() implements PickerTransport {

			@Override
			public String label() {
				return "plaintext";
			}

		}

		/** HTTP/2 over TLS, the picker's certificate unverified. */
		record TlsUnverified() implements PickerTransport {

			@Override
			public String label() {
				return "tls-unverified";
			}

		}

		/**
		 * HTTP/2 over TLS with a picker that proves who it is.
		 *
		 * @param identity who it has to prove to be
		 */
		record TlsVerified(PeerIdentity identity) implements PickerTransport {

			@Override
			public String label() {
				return "tls-verified";
			}

		}

	}

}
