/**
 * Runs work for keys on a few threads: each key by one thread at a time, a key that comes
 * again while it waits only once, and one that failed again after a growing delay.
 */
@NullMarked
package dev.penstock.discovery.work;

import org.jspecify.annotations.NullMarked;
