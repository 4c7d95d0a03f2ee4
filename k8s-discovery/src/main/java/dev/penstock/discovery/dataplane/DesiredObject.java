package dev.penstock.discovery.dataplane;

import java.util.Map;

/**
 * Is an object of a data plane as it should be.
 *
 * @param id its kind and name
 * @param body the object, without its owner, as maps, lists, texts and numbers
 */
public record DesiredObject(ObjectId id, Map<String, ?> body) {
}
