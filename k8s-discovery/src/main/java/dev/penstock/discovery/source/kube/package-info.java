/**
 * Reads a cluster. What enters are lists and watches of the API server, what leaves are
 * batches of decoded objects in the {@code SnapshotStore}.
 * <p>
 * It watches what is needed: {@code WatchPlan}, a pure function of the objects that are
 * known, says which objects of which kinds the ones that are there refer to. An object
 * gets into the store when those that it refers to have been read, or after a limited
 * time, so that nothing is judged by objects that are merely late.
 * <p>
 * A kind is one row of {@code ClusterKind}; what its objects refer to is one case of
 * {@code WatchPlan}.
 */
@NullMarked
package dev.penstock.discovery.source.kube;

import org.jspecify.annotations.NullMarked;
