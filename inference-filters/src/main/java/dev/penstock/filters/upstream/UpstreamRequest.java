package dev.penstock.filters.upstream;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;

/**
 * Is a request to an endpoint. May be sent several times if its body can be.
 *
 * @param method the method
 * @param path the raw path and query
 * @param headers the headers, without those that frame the body
 * @param body the body
 */
public record UpstreamRequest(HttpMethod method, String path, HttpHeaders headers, RequestBody body) {
}
