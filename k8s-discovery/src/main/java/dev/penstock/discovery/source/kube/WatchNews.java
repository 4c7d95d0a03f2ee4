package dev.penstock.discovery.source.kube;

import java.util.List;
import java.util.Set;

import dev.penstock.discovery.model.ResourceKey;

/** Is what a watch has to say. */
sealed interface WatchNews {

	/** Returns who says it: what the watch asks for. */
	Interest watch();

	/**
	 * These are all objects; what else was there is gone.
	 *
	 * @param watch who says it
	 * @param served whom the objects are for
	 * @param objects the objects
	 */
	record Listed(Interest watch, Set<Interest> served, List<ReadObject> objects) implements WatchNews {
	}

	/**
	 * An object is new or has changed.
	 *
	 * @param watch who says it
	 * @param object the object
	 */
	record Changed(Interest watch, ReadObject object) implements WatchNews {
	}

	/**
	 * An object is gone, or no longer one that is wanted.
	 *
	 * @param watch who says it
	 * @param key the object
	 */
	record Gone(Interest watch, ResourceKey key) implements WatchNews {
	}

	/**
	 * These are the objects of an interest that the watch serves since it has begun.
	 *
	 * @param watch who says it
	 * @param interest the interest
	 * @param objects its objects
	 */
	record Fetched(Interest watch, Interest interest, List<ReadObject> objects) implements WatchNews {
	}

	/**
	 * The API server refuses, and will be asked again.
	 *
	 * @param watch who says it
	 * @param refusal why
	 */
	record Refused(Interest watch, Refusal refusal) implements WatchNews {
	}

	/**
	 * The API server can't be reached, or fails, and will be asked again.
	 *
	 * @param watch who says it
	 * @param cause why
	 */
	record Away(Interest watch, String cause) implements WatchNews {
	}

	/**
	 * The API server answers again after it was away.
	 *
	 * @param watch who says it
	 */
	record Back(Interest watch) implements WatchNews {
	}

	/** Is why the API server refuses. */
	enum Refusal {

		/** It knows no such kind. */
		MISSING,

		/** We may not. */
		FORBIDDEN

	}

}
