package dev.penstock.filters.pool;

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
	enum PickerTransport {

		/** HTTP/2 over TLS, the picker's certificate unverified. */
		TLS_UNVERIFIED,

		/** HTTP/2 in cleartext. */
		PLAINTEXT

	}

}
