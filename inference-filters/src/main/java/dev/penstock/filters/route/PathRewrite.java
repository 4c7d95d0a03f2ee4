package dev.penstock.filters.route;

/**
 * Rewrites paths as the Gateway API's {@code HTTPPathModifier} says.
 *
 * @param type what is replaced
 * @param prefix the prefix that the rule matches, without a slash at its end; empty if
 * the whole path is replaced
 * @param replacement what takes its place
 */
public record PathRewrite(Type type, String prefix, String replacement) {

	/** Leaves the path as it is. */
	public static final PathRewrite NONE = new PathRewrite(Type.NONE, "", "");

	/**
	 * Replaces the whole path.
	 * @param path the new path
	 * @return the rewrite
	 */
	public static PathRewrite full(String path) {
		return new PathRewrite(Type.FULL, "", path.startsWith("/") ? path : "/" + path);
	}

	/**
	 * Replaces a prefix of whole segments. Slashes at the end of the prefix and of its
	 * replacement don't count.
	 * @param prefix the prefix that the rule matches
	 * @param replacement what takes its place; may be empty
	 * @return the rewrite
	 */
	public static PathRewrite prefix(String prefix, String replacement) {
		String kept = withoutEndingSlash(replacement);
		return new PathRewrite(Type.PREFIX, withoutEndingSlash(prefix),
				(kept.isEmpty() || kept.startsWith("/")) ? kept : "/" + kept);
	}

	private static String withoutEndingSlash(String path) {
		return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
	}

	/**
	 * Rewrites a path.
	 * @param path the raw path
	 * @return the new raw path, never empty
	 */
	public String apply(String path) {
		return switch (this.type) {
			case NONE -> path;
			case FULL -> this.replacement;
			case PREFIX -> {
				// A filter before may have left another path.
				String rest = path.startsWith(this.prefix) ? path.substring(this.prefix.length()) : path;
				String rewritten = this.replacement + rest;
				yield rewritten.isEmpty() ? "/" : rewritten;
			}
		};
	}

	/** Is what is replaced. */
	public enum Type {

		/** Nothing. */
		NONE,

		/** The whole path. */
		FULL,

		/** The prefix that the rule matches. */
		PREFIX

	}

}
