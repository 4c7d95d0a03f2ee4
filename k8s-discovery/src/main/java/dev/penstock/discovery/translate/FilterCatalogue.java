package dev.penstock.discovery.translate;

import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

/**
 * Knows the filters of the data plane that GatewayFilters may name. Must be as good as a
 * pure function: the same answer for the same question for as long as the process runs.
 */
@FunctionalInterface
public interface FilterCatalogue {

	/** Takes every filter: for where there is no data plane to ask. */
	FilterCatalogue ANY = (_, _) -> null;

	/**
	 * Checks whether a filter can be made.
	 * @param name the filter's name
	 * @param args its arguments
	 * @return what is wrong, or null if it can be made
	 */
	@Nullable Objection check(String name, SortedMap<String, String> args);

	/**
	 * Is why a filter can't be made.
	 *
	 * @param message what is wrong, following the name of the GatewayFilter
	 * @param remedy what would be right
	 */
	record Objection(String message, String remedy) {
	}

}
