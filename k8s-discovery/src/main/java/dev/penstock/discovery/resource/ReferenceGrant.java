package dev.penstock.discovery.resource;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Is a ReferenceGrant: it lets objects of other namespaces refer to objects of its own.
 *
 * @param metadata its metadata
 * @param from who may refer
 * @param to to what
 */
public record ReferenceGrant(Metadata metadata, List<From> from, List<To> to) implements Resource {

	public ReferenceGrant {
		from = List.copyOf(from);
		to = List.copyOf(to);
	}

	/**
	 * Is who may refer.
	 *
	 * @param group the API group
	 * @param kind the kind
	 * @param namespace the namespace
	 */
	public record From(String group, String kind, String namespace) {
	}

	/**
	 * Is what may be referred to.
	 *
	 * @param group the API group; empty for the core group
	 * @param kind the kind
	 * @param name the name; null means each
	 */
	public record To(String group, String kind, @Nullable String name) {
	}

}
