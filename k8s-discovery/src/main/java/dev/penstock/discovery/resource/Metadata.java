package dev.penstock.discovery.resource;

import java.time.Instant;
import java.util.Map;

import dev.penstock.discovery.model.ResourceKey;

/**
 * Is what every object carries.
 *
 * @param key kind, namespace and name
 * @param generation the generation of its spec; 0 where the source has none
 * @param created when it was created; {@link Instant#EPOCH} where the source doesn't say
 * @param labels its labels
 * @param annotations its annotations
 * @param terminating whether its deletion has begun
 */
public record Metadata(ResourceKey key, long generation, Instant created, Map<String, String> labels,
		Map<String, String> annotations, boolean terminating) {

	public Metadata {
		labels = Map.copyOf(labels);
		annotations = Map.copyOf(annotations);
	}

	/**
	 * Creates the metadata of an object of which no more than the key is known.
	 * @param key the key
	 * @return metadata without labels or annotations
	 */
	public static Metadata of(ResourceKey key) {
		return new Metadata(key, 0, Instant.EPOCH, Map.of(), Map.of(), false);
	}

}
