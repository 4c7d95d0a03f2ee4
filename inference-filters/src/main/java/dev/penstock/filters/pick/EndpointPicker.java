package dev.penstock.filters.pick;

/** Chooses endpoints for requests to a pool. */
@FunctionalInterface
public interface EndpointPicker {

	/**
	 * Begins to pick for one request. Must be called on the event loop that serves the
	 * request, does not block and does not throw.
	 * @param request the request
	 * @return the conversation; the caller ends it by {@link PickConversation#close()}
	 */
	PickConversation begin(PickRequest request);

}
