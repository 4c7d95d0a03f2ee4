/**
 * The Kubernetes objects that Penstock reads, kept as the few fields that it needs. What
 * enters has been checked against the rules of the object's own schema (types, ranges,
 * enumerations, required fields) and carries the schema's defaults; what the objects mean
 * together is for {@code translate} to find out.
 */
@NullMarked
package dev.penstock.discovery.resource;

import org.jspecify.annotations.NullMarked;
