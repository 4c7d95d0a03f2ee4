package dev.penstock.filters.route;

import java.util.List;

/** Is what of a request decides on its route. Read only as far as the routes need it. */
public interface RouteRequest {

	/**
	 * Returns the method.
	 * @return the method, upper case
	 */
	String method();

	/**
	 * Returns the path.
	 * @return the raw path without the query
	 */
	String path();

	/**
	 * Returns the values of a header.
	 * @param name the header's name, in any case
	 * @return the values in their order; empty if the header is missing
	 */
	List<String> header(String name);

	/**
	 * Returns the value of a query parameter.
	 * @param name the parameter's name, with case
	 * @return the decoded values in their order; empty if it is missing
	 */
	List<String> queryParam(String name);

}
