/**
 * Where objects come from. A {@link ResourceSource} reads objects, keeps the
 * {@code SnapshotStore} up to date, one batch per change, and tells a listener after each
 * batch that changed something.
 */
@NullMarked
package dev.penstock.discovery.source;

import org.jspecify.annotations.NullMarked;
