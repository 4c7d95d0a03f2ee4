/**
 * What the gateway itself answers when a request can't be served: stable reason codes,
 * and the response that carries them.
 */
@NullMarked
package dev.penstock.filters.error;

import org.jspecify.annotations.NullMarked;
