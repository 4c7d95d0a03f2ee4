package dev.penstock.discovery.port;

/**
 * Tells what is known of the data planes of Gateways. Safe for use by several threads.
 */
public interface DataPlanes {

	/**
	 * Returns what is known now.
	 * @return the newest report
	 */
	DataPlaneReport report();

	/**
	 * Asks to be told when the report has changed. The listener must return at once.
	 * @param listener is run
	 */
	void onChange(Runnable listener);

}
