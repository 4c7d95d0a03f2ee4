package dev.penstock.discovery.resource;

import org.jspecify.annotations.Nullable;

/**
 * Is a Pod.
 *
 * @param metadata its metadata
 * @param podIp its address; null until it has one
 * @param ready whether its Ready condition is True
 */
public record Pod(Metadata metadata, @Nullable String podIp, boolean ready) implements Resource {
}
