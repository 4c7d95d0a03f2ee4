package dev.penstock.discovery.status;

import java.util.List;
import java.util.Map;

import dev.penstock.discovery.report.Condition;

/**
 * Is our entry of a list with an entry for each parent or ancestor.
 *
 * @param reference the parent
 * @param conditions what holds there
 */
record ParentEntry(Map<String, Object> reference, List<Condition> conditions) {
}
