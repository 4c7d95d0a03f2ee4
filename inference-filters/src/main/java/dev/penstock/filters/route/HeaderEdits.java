package dev.penstock.filters.route;

import java.util.List;

import org.springframework.http.HttpHeaders;

/**
 * Edits headers as the Gateway API's {@code HTTPHeaderFilter} says: values are set or
 * added, headers removed.
 *
 * @param set headers whose values are replaced
 * @param add headers that get a further value
 * @param remove names of headers to remove
 */
public record HeaderEdits(List<Edit> set, List<Edit> add, List<String> remove) {

	/** Edits nothing. */
	public static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of(), List.of());

	public HeaderEdits {
		set = List.copyOf(set);
		add = List.copyOf(add);
		remove = List.copyOf(remove);
	}

	/**
	 * Tells whether there is nothing to edit.
	 * @return whether {@link #apply} does nothing
	 */
	public boolean isEmpty() {
		return this.set.isEmpty() && this.add.isEmpty() && this.remove.isEmpty();
	}

	/**
	 * Edits headers in place.
	 * @param headers the headers
	 */
	public void apply(HttpHeaders headers) {
		this.set.forEach((edit) -> headers.set(edit.name(), edit.value()));
		this.add.forEach((edit) -> headers.add(edit.name(), edit.value()));
		this.remove.forEach(headers::remove);
	}

	/**
	 * Is a header with a value.
	 *
	 * @param name the header's name
	 * @param value the value
	 */
	public record Edit(String name, String value) {
	}

}
