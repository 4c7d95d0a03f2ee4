package dev.penstock.filters.observe;

/** Is told of each request that has ended. */
@FunctionalInterface
public interface EndedRequestListener {

	/**
	 * Takes note of the end of a request. Called on the event loop that served it; must
	 * not block.
	 * @param ended the request
	 */
	void ended(EndedRequest ended);

	/**
	 * Tells whether {@link RequestJournal#usage()} is of interest, for which the body of
	 * each response is looked at.
	 * @return whether it is; not unless overridden
	 */
	default boolean readsUsage() {
		return false;
	}

}
