/**
 * Serves simulated model servers, several in one process, for demos and tests.
 * <p>
 * In come {@link dev.penstock.demo.Settings} and then HTTP requests (HTTP/1.1, and h2c by
 * prior knowledge, on one port); out go answers of the OpenAI API as vLLM gives them, at
 * a pace that is simulated. Every answer says so in its {@code server} header and names
 * its server in {@code x-served-by}. Each request runs on the event loop of its
 * connection; a client that leaves ends its request at once.
 */
@NullMarked
package dev.penstock.demo;

import org.jspecify.annotations.NullMarked;
