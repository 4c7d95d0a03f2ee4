package dev.penstock.discovery.resource;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Is a GatewayFilter: a filter that the data plane knows by its name, for
 * {@code ExtensionRef} filters of routes.
 *
 * @param metadata its metadata
 * @param name the filter's name, such as {@code AddRequestHeader}
 * @param args its arguments; what is nested has keys such as {@code a.b} and {@code c[0]}
 */
public record GatewayFilter(Metadata metadata, String name, SortedMap<String, String> args) implements Resource {

	public GatewayFilter {
		args = Collections.unmodifiableSortedMap(new TreeMap<>(args));
	}

}
