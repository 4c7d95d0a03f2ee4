package dev.penstock.discovery.model;

/** Is what becomes of the path in a redirect or rewrite ({@code HTTPPathModifier}). */
public sealed interface PathChange {

	/** Leaves the path as it is. */
	PathChange NONE = new Keep();

	/** Leaves the path as it is. */
	record Keep() implements PathChange {
	}

	/**
	 * Replaces the whole path.
	 *
	 * @param path the new path
	 */
	record ReplaceFull(String path) implements PathChange {
	}

	/**
	 * Replaces the prefix that the rule matches. Such a rule has exactly one match, of
	 * type {@code PathPrefix}.
	 *
	 * @param replacement what takes the place of the prefix; may be empty
	 */
	record ReplacePrefix(String replacement) implements PathChange {
	}

}
