package dev.penstock.benchmark;

/**
 * Is what one run of a load found.
 *
 * @param answered requests that were answered in full with status 200
 * @param failed all others
 * @param perSecond answered requests a second
 * @param processor microseconds that the gateway's process used the processors for, for
 * each answered request
 * @param residentMegabytes memory of the gateway's process afterwards
 * @param p50 median time of a request in milliseconds
 * @param p99 99th percentile of a request's time in milliseconds
 * @param chunkP50 median time in milliseconds from a chunk's writing in the model server
 * to its coming at the client
 * @param chunkP99 the 99th percentile of that
 */
record Sample(long answered, long failed, double perSecond, double processor, long residentMegabytes, double p50,
		double p99, double chunkP50, double chunkP99) {
}
