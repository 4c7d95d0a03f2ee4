/**
 * Where statuses go. {@code ActivatedStatus} joins what translation found with what the
 * data plane made of it; sinks take the result and make it visible. Nothing in here knows
 * the translator or the objects' specs.
 */
@NullMarked
package dev.penstock.discovery.status;

import org.jspecify.annotations.NullMarked;
