package dev.penstock.filters.route;

import java.util.ArrayList;
import java.util.List;

/** Configures {@link CorsGatewayFilterFactory}. */
public class CorsConfig {

	private List<String> allowOrigins = new ArrayList<>();

	private boolean allowCredentials;

	private List<String> allowMethods = new ArrayList<>();

	private List<String> allowHeaders = new ArrayList<>();

	private List<String> exposeHeaders = new ArrayList<>();

	private int maxAge = 5;

	/**
	 * Returns the origins whose pages may use what is served.
	 * @return origins, with {@code *} for every one or for the left part of a host
	 */
	public List<String> getAllowOrigins() {
		return this.allowOrigins;
	}

	public void setAllowOrigins(List<String> allowOrigins) {
		this.allowOrigins = allowOrigins;
	}

	/**
	 * Tells whether requests may carry credentials.
	 * @return whether they may
	 */
	public boolean isAllowCredentials() {
		return this.allowCredentials;
	}

	public void setAllowCredentials(boolean allowCredentials) {
		this.allowCredentials = allowCredentials;
	}

	/**
	 * Returns the methods that are allowed beside GET, HEAD and POST.
	 * @return methods, or {@code *}
	 */
	public List<String> getAllowMethods() {
		return this.allowMethods;
	}

	public void setAllowMethods(List<String> allowMethods) {
		this.allowMethods = allowMethods;
	}

	/**
	 * Returns the request headers that are allowed.
	 * @return names, or {@code *}
	 */
	public List<String> getAllowHeaders() {
		return this.allowHeaders;
	}

	public void setAllowHeaders(List<String> allowHeaders) {
		this.allowHeaders = allowHeaders;
	}

	/**
	 * Returns the response headers that scripts may read.
	 * @return names, or {@code *}
	 */
	public List<String> getExposeHeaders() {
		return this.exposeHeaders;
	}

	public void setExposeHeaders(List<String> exposeHeaders) {
		this.exposeHeaders = exposeHeaders;
	}

	/**
	 * Returns for how long a preflight may be remembered.
	 * @return seconds
	 */
	public int getMaxAge() {
		return this.maxAge;
	}

	public void setMaxAge(int maxAge) {
		this.maxAge = maxAge;
	}

}
