package dev.penstock.filters.pick;

import java.nio.ByteBuffer;

/**
 * Is a response that the picker itself gives.
 *
 * @param status the status code
 * @param headers what is set in its headers
 * @param body its body; not to be changed
 * @param details what the picker says of its reason, for logs; empty if nothing
 */
public record ImmediateAnswer(int status, HeaderMutation headers, ByteBuffer body, String details) {
}
