package dev.penstock.filters.pool;

/** Is what happens to a request whose picker failed. */
public enum FailurePolicy {

	/** An endpoint is picked in process and the original request goes on. */
	OPEN,

	/** The request is refused. */
	CLOSED

}
