package dev.penstock.discovery.source;

/**
 * Keeps a {@code SnapshotStore} up to date until it is stopped. Each change is applied to
 * the store as one batch, after which the source's listener is called.
 */
public interface ResourceSource {

	/**
	 * Begins to read. A source is started once.
	 */
	void start();

	/**
	 * Ends reading and lets go of everything. What the store holds stays.
	 */
	void stop();

	/**
	 * Tells whether everything that was there at the start is in the store.
	 * @return whether the first batch has been applied
	 */
	boolean synced();

}
