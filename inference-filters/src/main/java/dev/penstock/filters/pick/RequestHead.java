package dev.penstock.filters.pick;

import org.springframework.http.HttpHeaders;

/**
 * Is the part of a request before its body.
 *
 * @param method the method
 * @param scheme {@code http} or {@code https}
 * @param authority the host that the client named
 * @param path the raw path and query
 * @param headers the headers; not changed while the pick goes on
 */
public record RequestHead(String method, String scheme, String authority, String path, HttpHeaders headers) {
}
