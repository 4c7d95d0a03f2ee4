package dev.penstock.filters.extproc;

import java.time.Duration;

/**
 * Is how long and how much a picker may take.
 *
 * @param decisionTimeout how long after the request is complete the first answer may
 * take; long, since pickers queue requests in their flow control; default 10 s
 * @param bodyTimeout how long each further message about the request's body may take
 * after the endpoint is known; default 2 s
 * @param responseTimeout how long the answer to the response's headers may take, and each
 * message about its body after the body is complete; default 1 s
 * @param connectTimeout how long a connection may take to be usable; default 1 s
 * @param maxStreamsPerConnection after how many streams a further connection is opened; a
 * picker that allows fewer is respected; default 100
 * @param maxHeldBytes how much of a body is kept for a picker that has not answered it,
 * and how much it may answer in its place; default 64 MiB
 */
public record ExtProcSettings(Duration decisionTimeout, Duration bodyTimeout, Duration responseTimeout,
		Duration connectTimeout, int maxStreamsPerConnection, int maxHeldBytes) {

	/** The defaults. */
	public static final ExtProcSettings DEFAULTS = new ExtProcSettings(Duration.ofSeconds(10), Duration.ofSeconds(2),
			Duration.ofSeconds(1), Duration.ofSeconds(1), 100, 64 * 1024 * 1024);

	public ExtProcSettings {
		requirePositive("decisionTimeout", decisionTimeout);
		requirePositive("bodyTimeout", bodyTimeout);
		requirePositive("responseTimeout", responseTimeout);
		requirePositive("connectTimeout", connectTimeout);
		requirePositive("maxStreamsPerConnection", maxStreamsPerConnection);
		requirePositive("maxHeldBytes", maxHeldBytes);
	}

	private static void requirePositive(String name, Duration value) {
		if (!value.isPositive()) {
			throw new IllegalArgumentException(name + " is " + value + " but must be positive");
		}
	}

	private static void requirePositive(String name, int value) {
		if (value <= 0) {
			throw new IllegalArgumentException(name + " is " + value + " but must be positive");
		}
	}

}
