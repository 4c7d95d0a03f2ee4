/**
 * Where statuses go. {@code ActivatedStatus} joins what translation found with what the
 * data plane made of it, {@code DataPlaneStatus} with the state of the data planes on a
 * cluster; sinks take the result and make it visible. {@code StatusPlanner} plans what is
 * to be written to a cluster, {@code StatusWriter} alone writes it. Nothing in here knows
 * the translator or the objects' specs.
 */
@NullMarked
package dev.penstock.discovery.status;

import org.jspecify.annotations.NullMarked;
