package dev.penstock.discovery.model;

import java.util.List;

/**
 * Lists changes to headers. Each name appears once, in one of the three.
 *
 * @param set headers whose values are replaced
 * @param add headers that get a further value
 * @param remove names of headers to remove
 */
public record HeaderChanges(List<Header> set, List<Header> add, List<String> remove) {

	public HeaderChanges {
		set = List.copyOf(set);
		add = List.copyOf(add);
		remove = List.copyOf(remove);
	}

	/**
	 * Is a name with a value.
	 *
	 * @param name the name, in any case
	 * @param value the value
	 */
	public record Header(String name, String value) {
	}

}
