package dev.penstock.discovery.model;

import java.util.List;

/**
 * Says which pages of other origins may use what a rule serves (GEP-1767).
 *
 * @param allowOrigins the origins, with {@code *} for every origin or for the left part
 * of a host
 * @param allowCredentials whether requests may carry credentials
 * @param allowMethods the methods, or {@code *} alone
 * @param allowHeaders the request headers, or {@code *} alone
 * @param exposeHeaders the response headers that scripts may read
 * @param maxAge for how many seconds a preflight may be remembered
 */
public record CorsPolicy(List<String> allowOrigins, boolean allowCredentials, List<String> allowMethods,
		List<String> allowHeaders, List<String> exposeHeaders, int maxAge) {

	public CorsPolicy {
		allowOrigins = List.copyOf(allowOrigins);
		allowMethods = List.copyOf(allowMethods);
		allowHeaders = List.copyOf(allowHeaders);
		exposeHeaders = List.copyOf(exposeHeaders);
	}

}
