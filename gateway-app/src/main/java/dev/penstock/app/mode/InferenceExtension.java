package dev.penstock.app.mode;

import dev.penstock.discovery.translate.TranslationSettings.InferencePools;

/** Is whether a cluster's InferencePools are served. */
public enum InferenceExtension {

	/** Where the cluster has the kind, now or later. */
	AUTO,

	/** They are; that the cluster doesn't have the kind is said. */
	TRUE,

	/** They are not. */
	FALSE;

	/**
	 * Tells whether InferencePools are read.
	 * @return whether they are
	 */
	public boolean isRead() {
		return this != FALSE;
	}

	/**
	 * Tells what translation needs to know.
	 * @return whether InferencePools can be backends
	 */
	public InferencePools pools() {
		return isRead() ? InferencePools.SERVED : InferencePools.OFF;
	}

}
