/**
 * Turns text or plain maps into checked {@code resource} records. What enters is a
 * manifest in YAML or JSON, or an object as an API server sends it; both become a tree of
 * {@link LocatedNode}s, which {@link ObjectDecoder} checks against the schema of the
 * object's kind. What leaves is an object that keeps every rule of its own schema and
 * carries its defaults, or none, together with every {@link Finding}: field, line, what
 * is wrong and what would be right. Pure, and values of Secrets never get into a message.
 */
@NullMarked
package dev.penstock.discovery.source.decode;

import org.jspecify.annotations.NullMarked;
