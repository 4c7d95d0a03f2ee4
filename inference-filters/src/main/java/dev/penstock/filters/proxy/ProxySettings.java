package dev.penstock.filters.proxy;

/**
 * Is how requests are proxied.
 *
 * @param maxRequestBody the longest body of a request, in bytes; a longer one is refused
 * with 413
 * @param attempts how many endpoints are tried at most where no picker names them and the
 * rule does not say
 * @param unknownEndpoints what happens to endpoints that a picker names and the pool does
 * not have
 */
public record ProxySettings(long maxRequestBody, int attempts, UnknownEndpoints unknownEndpoints) {
}
