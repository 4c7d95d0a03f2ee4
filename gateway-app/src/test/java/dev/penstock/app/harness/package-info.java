/**
 * Runs the whole application in this process, with clients and upstreams that do what a
 * test says. What a test waits for it waits for by condition; everything that a test
 * opens ends with it.
 */
@NullMarked
package dev.penstock.app.harness;

import org.jspecify.annotations.NullMarked;
