package dev.penstock.discovery.resource;

/**
 * Is a Namespace, of which only the labels matter.
 *
 * @param metadata its metadata
 */
public record Namespace(Metadata metadata) implements Resource {
}
