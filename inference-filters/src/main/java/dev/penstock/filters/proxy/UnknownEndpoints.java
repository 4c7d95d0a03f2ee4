package dev.penstock.filters.proxy;

/** Is what happens to endpoints that a picker names and the pool does not have. */
public enum UnknownEndpoints {

	/** They are left out: requests never leave the pool. */
	REFUSE,

	/** Requests are sent to them: for setups in which pods are not known. */
	ALLOW

}
