package dev.penstock.filters.pick;

import dev.penstock.filters.pool.PoolView;

/**
 * Is what a picker is asked with.
 *
 * @param pool the pool, with the endpoints that are eligible
 * @param head the request's line and headers, as they would be sent
 * @param endOfStream whether no body follows
 */
public record PickRequest(PoolView pool, RequestHead head, boolean endOfStream) {
}
