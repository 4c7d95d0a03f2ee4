package dev.penstock.discovery.model;

/** Is who picks the endpoint for a pool's requests. */
public sealed interface PickerBinding {

	/** Picks in process: for pools that name no picker. */
	record BuiltIn() implements PickerBinding {
	}

	/**
	 * Asks an endpoint picker over ext_proc.
	 *
	 * @param service the picker's Service port, an entry of
	 * {@link RoutingTable#services()}
	 * @param failureMode what to do when it can't be asked
	 * @param tls how it is spoken to
	 */
	record ExtProc(ServicePortKey service, FailureMode failureMode, PickerTls tls) implements PickerBinding {
	}

	/**
	 * Stands for a picker that can't be used; the pool answers every request with an
	 * error, or picks in process where it fails open.
	 *
	 * @param failureMode what to do instead of asking
	 * @param message what is wrong with the reference
	 */
	record Invalid(FailureMode failureMode, String message) implements PickerBinding {
	}

}
