/**
 * Reads objects from a folder of manifests and follows its changes. What enters is a
 * folder; what leaves are batches for the {@code SnapshotStore}, a
 * {@link ManifestCatalog} of what was read from where, and located problems. A batch is a
 * whole change: writes that follow each other closely are read once, after the last of
 * them. A file that stops parsing keeps the last good version of its objects; an object
 * that breaks a rule of its schema falls out; nothing else is touched by either.
 */
@NullMarked
package dev.penstock.discovery.source.file;

import org.jspecify.annotations.NullMarked;
