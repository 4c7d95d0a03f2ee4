package dev.penstock.filters.pick;

import org.springframework.http.HttpHeaders;

/**
 * Is the part of a response before its body.
 *
 * @param status the status code
 * @param headers the headers; not changed by the picker
 */
public record ResponseHead(int status, HttpHeaders headers) {
}
