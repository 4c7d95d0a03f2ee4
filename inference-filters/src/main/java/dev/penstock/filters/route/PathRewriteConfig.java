package dev.penstock.filters.route;

import org.jspecify.annotations.Nullable;

/** Configures filters that rewrite the path. */
public class PathRewriteConfig {

	private @Nullable String fullPath;

	private @Nullable String prefix;

	private String replacement = "";

	/**
	 * Returns the path that replaces the whole one.
	 * @return the path, or null if it isn't replaced
	 */
	public @Nullable String getFullPath() {
		return this.fullPath;
	}

	public void setFullPath(@Nullable String fullPath) {
		this.fullPath = fullPath;
	}

	/**
	 * Returns the prefix that is replaced.
	 * @return the prefix, or null if none is
	 */
	public @Nullable String getPrefix() {
		return this.prefix;
	}

	public void setPrefix(@Nullable String prefix) {
		this.prefix = prefix;
	}

	/**
	 * Returns what takes the place of the prefix.
	 * @return the replacement, which may be empty
	 */
	public String getReplacement() {
		return this.replacement;
	}

	public void setReplacement(String replacement) {
		this.replacement = replacement;
	}

	PathRewrite rewrite() {
		if (this.fullPath != null) {
			return PathRewrite.full(this.fullPath);
		}
		return (this.prefix != null) ? PathRewrite.prefix(this.prefix, this.replacement) : PathRewrite.NONE;
	}

}
