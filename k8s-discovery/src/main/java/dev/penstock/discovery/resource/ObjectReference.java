package dev.penstock.discovery.resource;

import org.jspecify.annotations.Nullable;

/**
 * Refers to an object by group and kind.
 *
 * @param group the API group; empty for the core group
 * @param kind the kind
 * @param namespace the namespace; null means that of the referring object
 * @param name the name
 */
public record ObjectReference(String group, String kind, @Nullable String namespace, String name) {
}
