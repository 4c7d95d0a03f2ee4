/**
 * Sending requests to endpoints: connection pools per protocol, bodies that can be sent
 * again, and the headers that may cross a gateway. What fails is told apart by whether
 * the endpoint can have seen the request.
 */
@NullMarked
package dev.penstock.filters.upstream;

import org.jspecify.annotations.NullMarked;
