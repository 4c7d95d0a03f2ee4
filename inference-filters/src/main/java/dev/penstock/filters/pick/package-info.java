/**
 * Choosing the endpoint for a request. An {@link EndpointPicker} is asked with the
 * request as it is about to be sent and gives candidates in order, a refusal, or the
 * reason why it can't tell; it may go on to see the response. Whoever asks decides what a
 * reason means for the request ({@link dev.penstock.filters.pool.FailurePolicy}).
 */
@NullMarked
package dev.penstock.filters.pick;

import org.jspecify.annotations.NullMarked;
