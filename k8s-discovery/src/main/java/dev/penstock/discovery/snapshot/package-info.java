/**
 * All objects at one moment. {@link SnapshotStore} takes changes from the sources, drops
 * those that change nothing and counts generations; {@link ClusterSnapshot} is what it
 * held at one of them, sorted and frozen.
 */
@NullMarked
package dev.penstock.discovery.snapshot;

import org.jspecify.annotations.NullMarked;
