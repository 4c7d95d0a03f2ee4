package dev.penstock.filters.observe;

/**
 * Is a request that has ended.
 *
 * @param journal what happened to it
 * @param method its method
 * @param host the host that it named; empty if it named none
 * @param path its raw path and query
 * @param remote the client's address
 * @param status the status code of the response
 * @param nanos how long it took, from arrival to the end of the response
 */
public record EndedRequest(RequestJournal journal, String method, String host, String path, String remote, int status,
		long nanos) {
}
