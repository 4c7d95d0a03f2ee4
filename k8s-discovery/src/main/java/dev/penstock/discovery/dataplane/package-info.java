/**
 * Runs one data plane per Gateway. {@code DataPlanePlanner} turns a Gateway and the
 * parameters of its class and its own into the objects that it needs, a pure function;
 * {@code DataPlaneApplier} alone writes them, by server-side apply, and removes what no
 * Gateway needs; {@code DataPlaneObserver} tells what became of them: addresses, and
 * whether a replica serves.
 */
@NullMarked
package dev.penstock.discovery.dataplane;

import org.jspecify.annotations.NullMarked;
